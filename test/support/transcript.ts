import type { Interface } from 'node:readline';

/** What a process has said so far, line by line. */
export class Transcript {
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(output: Interface) {
    output.on('line', (line) => {
      this.#lines.push(line);
      for (const look of this.#waiting) look();
    });
  }

  /** The first line, already said or yet to come, that fits. */
  until(fits: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#lines.map((line) => fits.exec(line)).find((match) => match !== null);
        if (found === undefined || found === null) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
