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

/** Runs in the page: labels and buttons whose words do not fit, and fields that cut what they show. */
export const cramped = (tray: Element): readonly string[] =>
  [...tray.querySelectorAll('label, .red-ui-button, button, select')]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.tagName} ${one.id} ${one.textContent?.trim().slice(0, 40)}`);

/** Runs in the page: words too faint to read before what is behind them. */
export const faint = (tray: Element): readonly string[] => {
  const LEAST = 3;
  const rgba = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([red = 0, green = 0, blue = 0]: readonly number[]): number => {
    const linear = [red, green, blue].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    const [r = 0, g = 0, b = 0] = linear;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one: Element | null): readonly number[] => {
    if (one === null) return [255, 255, 255];
    const color = rgba(getComputedStyle(one).backgroundColor);
    return (color[3] ?? 1) > 0.5 && color.length > 2 ? color : behind(one.parentElement);
  };
  const contrast = (one: Element): number => {
    const [a, b] = [light(rgba(getComputedStyle(one).color)), light(behind(one))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return [...tray.querySelectorAll('label, .form-tips, .form-row span, h3, h4, td')]
    .filter((one) => one.checkVisibility() && one.textContent !== '' && contrast(one) < LEAST)
    .map(
      (one) => `${one.tagName} ${one.id} ${one.textContent?.trim().slice(0, 40)} ${contrast(one)}`,
    );
};
