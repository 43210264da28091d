import { GivError } from '../../errors.js';
import { endJobs, endOpposites, startJob } from '../jobs/jobWork.js';
import type { Outcome } from './outcome.js';
import { say } from './phrases.js';
import { superseded } from './report.js';
import { readied, restOf, transact } from './transact.js';
import { headingOf, type Order, type Workshop } from './workshop.js';

/** Reads, decides, and writes: again from the start while a register has to rest from its last write. */
export const carryOut = async (
  shop: Workshop,
  order: Order,
  isStale: () => boolean,
): Promise<Outcome> => {
  const { request, options } = order;
  const { job } = request;
  if (job?.kind === 'end') return endJobs(shop, order, job.names);
  if (job !== undefined && options.dryRun !== true) await endOpposites(shop, order, job.name);
  for (;;) {
    const { plant, prepared } = await readied(shop, order);
    const rest = options.dryRun === true ? 0 : restOf(shop, prepared, options);
    if (rest === 0)
      return job === undefined
        ? transact(shop, order, plant, prepared)
        : startJob(shop, order, plant, prepared, job);
    await shop.rim.sleep(rest, shop.leaving);
    if (shop.leaving.aborted) throw new GivError('CLOSED', say('closed'));
    if (isStale())
      return superseded(headingOf(shop, order, plant, prepared), prepared.words, shop.rim.now());
  }
};
