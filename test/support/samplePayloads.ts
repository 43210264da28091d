import { controlNames, describeControl, type FieldDescription } from '../../src/controls/index.js';

/** A value that a field takes, different from what inverters usually hold. */
const sample = ({ name, kind, limits, choices }: FieldDescription): unknown => {
  switch (kind) {
    case 'time':
      return name === 'start' ? '02:10' : '04:50';
    case 'switch':
      return name === 'extended' ? 'off' : 'enable';
    case 'choice':
      return choices?.[1];
    case 'minutes':
      return 'Cancel';
    case 'dateTime':
      return 'now';
    case 'list':
      return [{ start: '02:10', finish: '04:50' }];
    case 'settings':
      return name === 'settings' ? {} : undefined;
    case 'watts':
      return 1500;
    case 'percent':
    case 'number':
      return name === 'slot' ? 1 : Math.min(limits?.[1] ?? 42, 42);
  }
};

/** For every control a payload with all its fields. */
export const samplePayloads = (): ReadonlyMap<string, Readonly<Record<string, unknown>>> =>
  new Map(
    controlNames.map((name) => {
      const { fields } = describeControl(name);
      // Rates are told in watts or in percent, not in both.
      const told = fields.filter((field) => field.name !== 'percent');
      return [name, Object.fromEntries(told.map((field) => [field.name, sample(field)]))];
    }),
  );
