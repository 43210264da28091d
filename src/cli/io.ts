/** The outside of a command, handed in: what the process has, or what a test looks at. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Does a person watch standard error? Then progress is shown there. */
  readonly terminal: boolean;
  /** Ctrl-C, or the system asking to end. */
  readonly interrupted: AbortSignal;
  readonly version: string;
  /** The folder for what one run leaves for the next. */
  readonly state: string;
  /** Standard output: answers and nothing else. */
  out(text: string): void;
  /** Standard error: progress, warnings, what went wrong. */
  err(text: string): void;
}
