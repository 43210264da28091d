import type { Snapshot } from '../plant/snapshot.js';
import { atLeast, atMost, condition, TWICE, type Watch } from './watch.js';

/** % that the charge must move back. */
const SLACK = 3;
/** The reserve at which the battery gives nothing on purpose. */
const STOPPED = 100;

const charge = ({ figures }: Snapshot): number | undefined => figures.battery.stateOfCharge;

export const full = condition('batteryFull', 'batteryNotFull', TWICE, (scene, held) =>
  atLeast(charge(scene.snapshot), scene.limits.full, SLACK, held()),
);

export const low = condition('batteryLow', 'batteryNotLow', TWICE, (scene, held) =>
  atMost(charge(scene.snapshot), scene.limits.low, SLACK, held()),
);

export const reserve = condition('reserveReached', 'reserveLeft', TWICE, ({ snapshot }, held) => {
  const floor = floorOf(snapshot);
  if (floor === undefined) return [];
  return atMost(charge(snapshot), floor, SLACK, held()).map(({ holds, ...finding }) => ({
    holds: holds && floor < STOPPED,
    ...finding,
  }));
});

/** % below which the battery gives nothing, by its settings. */
export const floorOf = ({ inverter }: Snapshot): number | undefined => {
  const { batteryReserve, batteryReserveAlternate, batteryCutoff } = inverter;
  const floors = [batteryReserve, batteryReserveAlternate, batteryCutoff].filter(
    (percent) => percent !== undefined,
  );
  return floors.length === 0 ? undefined : Math.max(...floors);
};

/** W from which the battery counts as at work; below the half it rests. */
export const WORKING = 100;
const WORK_SETTLES = 30_000;

const work = (
  begins: 'chargeStarted' | 'dischargeStarted',
  ends: 'chargeFinished' | 'dischargeFinished',
  direction: 'charge' | 'discharge',
): Watch =>
  condition(begins, ends, WORK_SETTLES, ({ snapshot }, held) =>
    atLeast(snapshot.figures.power[direction], WORKING, WORKING / 2, held()).map(
      ({ holds, value }) => ({ holds, value }),
    ),
  );

export const charging = work('chargeStarted', 'chargeFinished', 'charge');
export const discharging = work('dischargeStarted', 'dischargeFinished', 'discharge');
