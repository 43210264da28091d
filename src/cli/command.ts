import { understand } from './arguments.js';
import type { Io } from './io.js';

/** One option of a command; without `value` it is a switch. */
export interface Option<T = unknown> {
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly help: string;
  readonly short?: string;
  /** Environment variable that gives it where the command line does not. */
  readonly env?: string;
  /** Understands the value; throws GivError BAD_INPUT naming the option. */
  parse(text: string, name: string): T;
}

export type Options = Readonly<Record<string, Option>>;

/** What the command line said. */
export type Told<O extends Options> = {
  readonly [K in keyof O]?: O[K] extends Option<infer T> ? T : never;
};

/** A word after the command's name. */
export interface Operand {
  readonly name: string;
  readonly optional?: true;
}

export interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  /** More of it for its own help. */
  readonly about?: string;
  readonly operands: readonly Operand[];
  readonly options: Options;
  readonly examples: readonly string[];
}

/** A command as everyone else sees it: its options' types are known only inside. */
export interface Command extends CommandFacts {
  /** Resolves with the exit code; rejects with what went wrong. */
  run(argv: readonly string[], io: Io): Promise<number>;
}

interface Entry<O extends Options> extends CommandFacts {
  readonly options: O;
  run(operands: readonly string[], told: Told<O>, io: Io): Promise<number> | number;
}

export const command = <const O extends Options>(entry: Entry<O>): Command => ({
  ...entry,
  run: async (argv, io) => {
    const { operands, told } = understand(entry, entry.options, argv, io.env);
    return entry.run(operands, told, io);
  },
});
