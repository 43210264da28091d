import { systemClock, type Clock } from '../index.js';

/**
 * Never slower than the computer's clock nor than time as it passes, whichever of them stood still
 * or was set back: with a doubt a lease is over.
 */
export const leaseClock = (steady = () => performance.now(), wall = () => Date.now()): Clock => {
  let [time, steadyBefore, wallBefore] = [0, steady(), wall()];
  const now = (): number => {
    const [steadyNow, wallNow] = [steady(), wall()];
    time += Math.max(0, steadyNow - steadyBefore, wallNow - wallBefore);
    [steadyBefore, wallBefore] = [steadyNow, wallNow];
    return time;
  };
  return { now, after: systemClock.after };
};
