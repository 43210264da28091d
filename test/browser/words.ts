/** Runs in the page: what a dialog shows that no translator wrote. */
export const untranslated = (tray: Element): readonly string[] => {
  const broken = /givtcp-\w+\.[\w.-]+\w|\[object|undefined|NaN|\{\{|__\w+__/;
  const attributes = [...tray.querySelectorAll('[placeholder], [title], [aria-label]')].flatMap(
    (one) => ['placeholder', 'title', 'aria-label'].map((name) => one.getAttribute(name) ?? ''),
  );
  const walker = document.createTreeWalker(tray, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent?.closest('script, style') === null) texts.push(walker.currentNode.textContent ?? '');
  }
  const silent = [...tray.querySelectorAll('[data-i18n]')]
    .filter((one) => !one.getAttribute('data-i18n')?.startsWith('[') && one.textContent === '')
    .map((one) => `without words: ${one.getAttribute('data-i18n')}`);
  return [...texts, ...attributes].filter((text) => broken.test(text)).concat(silent);
};
