interface Asked {
  readonly headers: Readonly<Record<string, unknown>>;
}
interface Answer {
  status(code: number): this;
  json(body: object): unknown;
}

/**
 * For routes that set something off: any web page may send a form anywhere, but JSON only to servers
 * that allow it. Where the editor has no password, nothing else keeps strange pages out.
 */
export const jsonOnly = ({ headers }: Asked, response: Answer, next: () => void): void => {
  if (/^application\/json\b/i.test(String(headers['content-type']))) return next();
  response.status(415).json({ reason: 'json-only' });
};
