export type Direction = 'rx' | 'tx';

interface Mark {
  readonly direction: Direction;
  readonly pattern: RegExp;
  /** Prose has it too: only bytes enough make it a mark. */
  readonly isWord?: true;
}

/** How programs write which way bytes went: 'rx' came from the dongle. */
const marks: readonly Mark[] = [
  { direction: 'rx', pattern: /\brx\b|<-|<<|←|^\s*<(?=\s)/gi },
  { direction: 'tx', pattern: /\btx\b|->|>>|→|^\s*>(?=\s)/gi },
  {
    direction: 'rx',
    pattern: /\b(?:recv|received|receiving|incoming|response|reply)\b/gi,
    isWord: true,
  },
  { direction: 'tx', pattern: /\b(?:sent|send|sending|outgoing|request|query)\b/gi, isWord: true },
];

/** The last mark of a text, which is the nearest to the bytes behind it. */
export const markIn = (text: string): Mark | undefined => {
  let [found, last]: [Mark | undefined, number] = [undefined, -1];
  for (const mark of marks)
    for (const { index } of text.matchAll(mark.pattern))
      if (index > last) [found, last] = [mark, index];
  return found;
};
