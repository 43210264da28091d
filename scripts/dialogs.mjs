import { readFileSync } from 'node:fs';

/** The dialog of a node as the editor gets it: pages that have a file of their own are put in their places. */
export const dialogOf = (type) =>
  readFileSync(`nodes/${type}.html`, 'utf8').replaceAll(
    /( *)<!-- page: (\w+) -->\n/g,
    (_, indent, page) =>
      readFileSync(`nodes/pages/${page}.html`, 'utf8').replaceAll(/^(?=.)/gm, indent),
  );
