import type { NodeAPI } from 'node-red';
import { onceStarted } from '../common/onceStarted.js';

/** Simulated inverters of this process that are about to listen, by port. */
const begun = new Map<number, Promise<unknown>>();

/** A simulated inverter begins; `listening` settles when it listens, or cannot. */
export const begins = (port: number, listening: Promise<unknown>): void => {
  begun.set(port, listening);
  void listening.finally(() => begun.get(port) === listening && begun.delete(port));
};

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/i;

/**
 * When an inverter of this computer may be asked: once all nodes of the deploy are there, and the
 * simulated one among them listens. Real ones are not waited for.
 */
export const ready = (
  RED: Pick<NodeAPI, 'events'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<unknown> | undefined =>
  LOOPBACK.test(host)
    ? new Promise<void>((resolve) => onceStarted(RED, resolve)).then(() => begun.get(port))
    : undefined;
