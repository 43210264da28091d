/** What Home Assistant refuses, as our reference of its rules has it. Each problem in a sentence. */
export const problemsOf = (topic: string, payload: string): readonly string[] => {
  const config: unknown = JSON.parse(payload);
  if (!isRecord(config)) return [`${topic}: not an object`];
  const device = /^[^/+#]+\/device\/([\w-]+\/)?[\w-]+\/config$/.test(topic);
  const entity = /^[^/+#]+\/(\w+)\/([\w-]+\/)?[\w-]+\/config$/.exec(topic);
  if (device) return deviceProblems(config).map((problem) => `${topic}: ${problem}`);
  if (entity === null) return [`${topic}: illegal discovery topic`];
  const problems = [
    ...entityProblems(entity[1] ?? '', config),
    ...aboutProblems(config),
    ...(isRecord(config['device']) ? [] : ['no device']),
  ];
  return problems.map((problem) => `${topic}: ${problem}`);
};

type Config = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const deviceProblems = (config: Config): readonly string[] => {
  const { components, origin } = config;
  if (!isRecord(components)) return ['no components'];
  return [
    ...aboutProblems(config),
    ...(isRecord(origin) ? [] : ['a device needs an origin']),
    ...Object.entries(components).flatMap(([key, component]) =>
      isRecord(component) && isText(component['platform'])
        ? entityProblems(component['platform'], component).map((problem) => `${key}: ${problem}`)
        : [`${key}: no platform`],
    ),
  ];
};

const aboutProblems = ({ device, origin }: Config): readonly string[] => [
  ...(isRecord(device) && Array.isArray(device['identifiers']) && isText(device['name'])
    ? []
    : ['a device needs identifiers and a name']),
  ...(origin === undefined || (isRecord(origin) && isText(origin['name']))
    ? []
    : ['an origin needs a name']),
];

const platforms: Readonly<Record<string, readonly string[]>> = {
  sensor: ['state_topic'],
  number: ['command_topic', 'min', 'max'],
  select: ['command_topic', 'options'],
  switch: ['command_topic', 'payload_on', 'payload_off'],
  button: ['command_topic'],
  text: ['command_topic'],
  time: ['command_topic'],
};

const units: Readonly<Record<string, readonly string[]>> = {
  power: ['W', 'kW'],
  apparent_power: ['VA'],
  energy: ['Wh', 'kWh', 'MWh'],
  energy_storage: ['Wh', 'kWh', 'MWh'],
  voltage: ['V'],
  current: ['A'],
  frequency: ['Hz'],
  temperature: ['°C'],
  battery: ['%'],
  duration: ['s', 'min', 'h'],
};
const stateClasses: Readonly<Record<string, readonly string[]>> = {
  energy: ['total', 'total_increasing'],
  energy_storage: ['measurement'],
};
/** Money is told in an ISO code, and is a total if anything; prices a kWh are no money. */
const moneyProblems = (unit: unknown, state: unknown): readonly string[] =>
  /^[A-Z]{3}$/.test(String(unit)) && (state === undefined || state === 'total')
    ? []
    : [`money in ${String(unit)} with state class ${String(state)}`];

const unitless: ReadonlySet<string> = new Set(['timestamp', 'restart']);

const entityProblems = (platform: string, config: Config): readonly string[] => {
  const needed = platforms[platform];
  if (needed === undefined) return [`unknown component ${platform}`];
  const missing = needed.filter((key) => config[key] === undefined);
  const {
    unique_id: id,
    default_entity_id: entityId,
    state_topic: state,
    command_topic: order,
  } = config;
  return [
    ...missing.map((key) => `${platform} without ${key}`),
    ...(isText(id) && !/\s/.test(id) ? [] : ['no unique_id, or one with blanks']),
    ...(isText(entityId) && entityId.startsWith(`${platform}.`)
      ? []
      : ['entity id of another kind']),
    ...[state, order]
      .filter((topic) => isText(topic) && /[+#\s]/.test(topic))
      .map(() => 'bad topic'),
    ...classProblems(platform, config),
    ...rangeProblems(platform, config),
    ...(config['availability'] !== undefined && config['availability_topic'] !== undefined
      ? ['two kinds of availability']
      : []),
  ];
};

const classProblems = (platform: string, config: Config): readonly string[] => {
  const { device_class: kind, unit_of_measurement: unit, state_class: state } = config;
  const category = config['entity_category'];
  const problems: string[] = [];
  if (kind !== undefined && (!isText(kind) || kind !== kind.toLowerCase()))
    problems.push('bad class');
  if (isText(kind)) {
    const wanted = units[kind];
    if (kind === 'monetary') problems.push(...moneyProblems(unit, state));
    else if (wanted === undefined && !unitless.has(kind)) problems.push(`unknown class ${kind}`);
    if (wanted !== undefined && !wanted.includes(String(unit)))
      problems.push(`${kind} in ${String(unit)}`);
    if (unitless.has(kind) && (unit !== undefined || state !== undefined))
      problems.push(`${kind} with unit or state class`);
    const states = stateClasses[kind];
    if (states !== undefined && platform === 'sensor' && !states.includes(String(state)))
      problems.push(`${kind} with state class ${String(state)}`);
  }
  if (unit === '') problems.push('an empty unit');
  if (platform === 'sensor' && category === 'config') problems.push('a sensor cannot be config');
  if (platform !== 'sensor' && category === 'diagnostic')
    problems.push('a control is no diagnostic');
  return problems;
};

const rangeProblems = (platform: string, config: Config): readonly string[] => {
  const { min, max, options } = config;
  if (platform === 'number' && !(Number(min) < Number(max))) return ['min is not below max'];
  if (platform !== 'select') return [];
  const list = Array.isArray(options) ? options : [];
  return list.length === 0 || new Set(list).size !== list.length
    ? ['options empty or doubled']
    : [];
};
