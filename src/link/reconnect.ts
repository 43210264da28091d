/** What is known when a socket has ended (protocol reference, section 10). */
export interface Past {
  /** Sockets in a row that ended without having delivered a byte. */
  readonly failures: number;
  /** Sockets in a row that delivered data and yet lived less than CHURN_LIFE. */
  readonly shortLives: number;
  /** ms since a socket last delivered data, or since the start. */
  readonly quiet: number;
}

export interface Pause {
  readonly ms: number;
  readonly why: 'cut' | 'backoff' | 'longOutage' | 'churn';
}

export const CHURN_LIFE = 15_000;
const CHURN_COUNT = 3;
const LONG_OUTAGE = 5 * 60_000;
// What another program leaves of the time is worth having, and once it has gone nobody waits long.
const MOST_AFTER_CHURN = 20_000;

/** How long to wait before the next attempt. `jitter` is random in 0..1 and spreads the pause by 20 % either way. */
export const pauseBefore = ({ failures, shortLives, quiet }: Past, jitter: number): Pause => {
  const spread = 0.8 + 0.4 * jitter;
  if (shortLives >= CHURN_COUNT)
    return {
      ms: doubling(10_000, shortLives - CHURN_COUNT, MOST_AFTER_CHURN) * spread,
      why: 'churn',
    };
  if (failures === 0) return { ms: 0, why: 'cut' };
  if (quiet >= LONG_OUTAGE) return { ms: 60_000 * spread, why: 'longOutage' };
  return { ms: doubling(250, failures - 1, 30_000) * spread, why: 'backoff' };
};

const doubling = (first: number, times: number, most: number): number =>
  Math.min(most, first * 2 ** Math.min(times, 20));
