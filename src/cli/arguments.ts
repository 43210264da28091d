import { parseArgs } from 'node:util';
import { GivError } from '../errors.js';
import type { CommandFacts, Options, Told } from './command.js';
import { meant } from './near.js';

type Token = NonNullable<ReturnType<typeof tokensOf>>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

interface Understood<O extends Options> {
  readonly operands: readonly string[];
  readonly told: Told<O>;
}

/** The command line cannot be used as it is; nothing has been done. */
export const usage = (message: string, detail: Readonly<Record<string, unknown>> = {}): GivError =>
  new GivError('BAD_INPUT', message, detail);

/** Understands what follows a command's name; throws GivError BAD_INPUT. */
export const understand = <O extends Options>(
  facts: CommandFacts,
  options: O,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Understood<O> => {
  const tokens = tokensOf(argv, options);
  const told: Record<string, unknown> = fromEnvironment(options, env);
  for (const token of tokens)
    if (token.kind === 'option') told[token.name] = optionValue(token, options);
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  checkOperands(facts, operands);
  assertTold(options, told);
  return { operands, told };
};

// Not strict: what is wrong is said below, in the words of this program.
const tokensOf = (args: readonly string[], options: Options) => {
  const entries = Object.entries(options).map(([name, { value, short }]) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, ...(short === undefined ? {} : { short }) }] as const;
  });
  const told = parseArgs({
    args: [...args],
    options: Object.fromEntries(entries),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return told.tokens;
};

const optionValue = ({ name, rawName, value, inlineValue }: OptionToken, options: Options) => {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw unknown(rawName, options);
  if (option.value === undefined) {
    if (value !== undefined) throw usage(`${rawName} is a switch and takes no value`);
    return option.parse('', rawName);
  }
  const swallowed = inlineValue === false && value !== undefined && /^-./.test(value);
  if (value === undefined || value === '' || swallowed)
    throw usage(`${rawName} needs a value: ${rawName} ${option.value}`);
  return option.parse(value, rawName);
};

const unknown = (rawName: string, options: Options): GivError => {
  const names = Object.keys(options).map((name) => `--${name}`);
  const hint = /^-\d/.test(rawName) ? '; put -- before a word that begins with a dash' : '';
  return usage(`there is no option ${rawName}${meant(rawName, names)}${hint}`, { option: rawName });
};

const fromEnvironment = (
  options: Options,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, option]) => {
      const text = option.env === undefined ? undefined : env[option.env];
      return text === undefined || text === ''
        ? []
        : [[name, option.parse(text, option.env ?? name)]];
    }),
  );

const checkOperands = ({ name, operands }: CommandFacts, given: readonly string[]): void => {
  const missing = operands.slice(given.length).find(({ optional }) => optional !== true);
  if (missing !== undefined)
    throw usage(`${name} needs a ${missing.name}: givtcp ${synopsis({ name, operands })}`);
  const extra = given[operands.length];
  if (extra !== undefined)
    throw usage(
      `"${extra}" is a word too many for givtcp ${synopsis({ name, operands })}; put JSON between single quotes`,
    );
};

/** "write <control> [payload]". */
export const synopsis = ({ name, operands }: Pick<CommandFacts, 'name' | 'operands'>): string =>
  [name, ...operands.map((one) => (one.optional ? `[${one.name}]` : `<${one.name}>`))].join(' ');

/** Every value there was made by the option of its name: this is what was told. */
function assertTold<O extends Options>(
  options: O,
  told: Record<string, unknown>,
): asserts told is Told<O> {
  for (const name of Object.keys(told))
    if (!Object.hasOwn(options, name)) throw usage(`there is no option --${name}`);
}
