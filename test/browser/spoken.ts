import type { Page } from 'playwright-core';

/** What somebody may do something with. */
const CONTROLS = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'textbox',
  'DisclosureTriangle',
]);
/** Glyphs of icons are no words. */
const GLYPHS = /[\uE000-\uF8FF\s]/g;

interface Spoken {
  readonly ignored: boolean;
  readonly role?: { readonly value?: unknown };
  readonly name?: { readonly value?: unknown };
  readonly backendDOMNodeId?: number;
}

/** The controls of our dialog on top that a screen reader has no name for. */
export const nameless = async (page: Page): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page);
  const expression = "[...document.querySelectorAll('.givtcp-dialog')].at(-1)";
  const { result } = await session.send('Runtime.evaluate', { expression });
  const { objectId = '' } = result;
  const { nodes } = await session.send('Accessibility.queryAXTree', { objectId });
  const lacking = await Promise.all(
    nodes.filter(lacksName).map(async ({ backendDOMNodeId = 0 }) => {
      const { node } = await session.send('DOM.describeNode', { backendNodeId: backendDOMNodeId });
      return `${node.localName} ${(node.attributes ?? []).join(' ')}`.trim();
    }),
  );
  await session.detach();
  return lacking;
};

const lacksName = ({ ignored, role, name }: Spoken): boolean =>
  !ignored &&
  CONTROLS.has(String(role?.value)) &&
  String(name?.value ?? '').replace(GLYPHS, '') === '';

/** Presses Tab until the element has the focus. */
export const tabTo = async (page: Page, selector: string, way = 'Tab'): Promise<void> => {
  for (let presses = 0; presses < 60; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press(way);
  }
  throw new Error(`${way} does not lead to ${selector}`);
};
