import { brokerPhrases } from './brokerErrors.js';
import { openBroker, type BrokerOptions, type BrokerStatus } from './broker.js';

/** What came of trying to reach a broker; `kind` is the BrokerTrouble, `reason` the same in words. */
export type BrokerTrial =
  | { readonly ok: true; readonly took: number }
  | { readonly ok: false; readonly kind: string; readonly reason: string };

/** One attempt is enough to know. */
const NO_MORE = { first: 3_600_000, most: 3_600_000 };

/** Connects, says nothing and leaves again. Never rejects. */
export const tryBroker = async (
  options: Omit<BrokerOptions, 'availability' | 'retry'>,
  signal?: AbortSignal,
): Promise<BrokerTrial> => {
  const began = Date.now();
  const broker = openBroker({ ...options, retry: NO_MORE });
  const giveUp = (): void => void broker.close();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const status = await new Promise<BrokerStatus>((resolve) => broker.onStatus(resolve));
    return resultOf(status, Date.now() - began);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await broker.close();
  }
};

const resultOf = ({ state, error }: BrokerStatus, took: number): BrokerTrial => {
  if (state === 'online') return { ok: true, took };
  const kind = error?.detail['kind'];
  const known = typeof kind === 'string' ? kind : 'other';
  return { ok: false, kind: known, reason: error?.message ?? brokerPhrases.say('givenUp') };
};
