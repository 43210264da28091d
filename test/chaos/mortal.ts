import type { Clock } from '../../src/time/clock.js';
import type { Connect } from '../../src/link/transport.js';

/** What one process has of the world: time and a way out, until it is killed. */
export interface Mortal {
  readonly clock: Clock;
  readonly connect: Connect;
  /** Nothing of it ever happens again; its socket is closed by the system. */
  kill(): void;
}

export const mortal = (clock: Clock, connect: Connect): Mortal => {
  let alive = true;
  const timers = new Set<() => void>();
  const sockets = new Set<() => void>();
  const whileAlive =
    <T extends unknown[]>(then: (...values: T) => void) =>
    (...values: T): void => {
      if (alive) then(...values);
    };
  return {
    clock: {
      now: () => clock.now(),
      after: (ms, then) => {
        const cancel = clock.after(ms, () => {
          timers.delete(cancel);
          then();
        });
        timers.add(cancel);
        return () => {
          timers.delete(cancel);
          cancel();
        };
      },
    },
    connect: ({ open, chunk, closed }) => {
      const transport = connect({
        open: whileAlive(open),
        chunk: whileAlive(chunk),
        closed: (reason) => {
          sockets.delete(transport.abort);
          if (alive) closed(reason);
        },
      });
      sockets.add(transport.abort);
      return transport;
    },
    kill: () => {
      alive = false;
      for (const cancel of timers) cancel();
      for (const abort of sockets) abort();
    },
  };
};
