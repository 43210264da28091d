import { asError, GivError, modelNamed, plainHost, show } from '../index.js';
import type { FleetPlant } from './plant.js';

type Fields = Readonly<Record<string, unknown>>;

/** Understands the text of a fleet file, JSON or CSV; throws GivError BAD_INPUT that says where it is wrong. */
export const plantsIn = (text: string): readonly FleetPlant[] => {
  const rows = /^\s*[[{]/.test(text) ? jsonRows(text) : csvRows(text);
  const plants = rows.map(([where, fields]) => plantFrom(where, fields));
  if (plants.length === 0) throw bad('the fleet file', 'names no inverter');
  distinct(plants, 'name', ({ name }) => name);
  distinct(plants, 'address', ({ host, port = 8899 }) => `${host}:${port}`);
  distinct(plants, 'serial', ({ serial }) => serial);
  return plants;
};

const bad = (where: string, problem: string): GivError =>
  new GivError('BAD_INPUT', `${where} ${problem}`, { where });

type Row = readonly [where: string, fields: Fields];

const jsonRows = (text: string): readonly Row[] => {
  const list = parsed(text);
  if (!Array.isArray(list)) throw bad('the fleet file', 'must be a list of inverters');
  return list.map((fields: unknown, index): Row => {
    const where = `inverter ${index + 1}`;
    if (typeof fields !== 'object' || fields === null) throw bad(where, 'must be an object');
    return [where, { ...fields }];
  });
};

const parsed = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw bad('the fleet file', `looks like JSON but is not: ${asError(error).message}`);
  }
};

/** The first line names the columns. Neither hosts nor serials have commas in them, so there are no quotes. */
const csvRows = (text: string): readonly Row[] => {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => [`line ${index + 1}`, line.trim()] as const)
    .filter(([, line]) => line !== '' && !line.startsWith('#'));
  const [head, ...rest] = lines;
  const columns = head?.[1].split(/[,;]/).map((column) => column.trim()) ?? [];
  return rest.map(([where, line]): Row => {
    const cells = line.split(/[,;]/).map((cell) => cell.trim());
    if (cells.length > columns.length) throw bad(where, 'has more cells than the first line names');
    const filled = cells.map((cell, index) => [columns[index] ?? '', cell] as const);
    return [where, Object.fromEntries(filled.filter(([, cell]) => cell !== ''))];
  });
};

const KNOWN = ['name', 'host', 'port', 'serial', 'model', 'readOnly'] as const;

const plantFrom = (where: string, fields: Fields): FleetPlant => {
  const stray = Object.keys(fields).find((field) => !KNOWN.some((known) => known === field));
  if (stray !== undefined)
    throw bad(where, `has "${stray}", which means nothing here; known are ${KNOWN.join(', ')}`);
  const host = hostIn(where, fields);
  if (host === undefined) throw bad(where, 'has no host: the address of its dongle');
  const port = portIn(where, fields);
  const serial = text(where, fields, 'serial');
  const model = modelIn(where, fields);
  const readOnly = yesNo(where, fields, 'readOnly');
  return {
    name: text(where, fields, 'name') ?? (port === undefined ? host : `${host}:${port}`),
    host,
    ...(port === undefined ? {} : { port }),
    ...(serial === undefined ? {} : { serial }),
    ...(model === undefined ? {} : { model }),
    ...(readOnly === undefined ? {} : { readOnly }),
  };
};

const hostIn = (where: string, fields: Fields): string | undefined => {
  const host = text(where, fields, 'host');
  return host && plainHost(host);
};

type Field = (typeof KNOWN)[number];

const text = (where: string, fields: Fields, field: Field): string | undefined => {
  const value = fields[field];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  throw bad(where, `has ${field} ${show(value)}: must be text`);
};

const portIn = (where: string, fields: Fields): number | undefined => {
  const given = text(where, fields, 'port');
  if (given === undefined) return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw bad(where, `has port ${show(given)}: must be a whole number from 1 to 65535`);
};

const modelIn = (where: string, fields: Fields): string | undefined => {
  const model = text(where, fields, 'model');
  if (model === undefined || modelNamed(model) !== undefined) return model;
  throw bad(where, `has model ${show(model)}: must be four hex digits like 4004, or a family name`);
};

const yesNo = (where: string, fields: Fields, field: Field): boolean | undefined => {
  const value = fields[field];
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'yes') return true;
  if (value === 'false' || value === 'no') return false;
  throw bad(where, `has ${field} ${show(value)}: must be true or false`);
};

const distinct = (
  plants: readonly FleetPlant[],
  what: string,
  of: (plant: FleetPlant) => string | undefined,
): void => {
  const seen = new Set<string>();
  for (const plant of plants) {
    const key = of(plant);
    if (key === undefined) continue;
    if (seen.has(key)) throw bad('the fleet file', `names the ${what} ${key} twice`);
    seen.add(key);
  }
};
