import type { Description, FieldDescription } from '../catalogue/index.js';
import type { FieldKind } from './payload.js';

const usual: Partial<Readonly<Record<FieldKind, unknown>>> = {
  time: '01:30',
  switch: 'enable',
  percent: 80,
  watts: 2000,
  minutes: 30,
  dateTime: 'now',
  list: [],
};

/** A payload to begin with: every field that has to be there, or the one a bare value is meant for. */
export const examplePayload = ({
  fields,
  main,
}: Pick<Description, 'fields' | 'main'>): Readonly<Record<string, unknown>> => {
  const needed = fields.filter(({ optional }) => !optional);
  const shown = needed.length > 0 ? needed : fields.filter(({ name }) => name === main);
  return Object.fromEntries(shown.map((field) => [field.name, exampleOf(field)]));
};

const exampleOf = ({ name, kind, choices, limits }: FieldDescription): unknown =>
  name === 'finish' ? '04:30' : (choices?.[0] ?? usual[kind] ?? limits?.[0] ?? 1);
