type Then = (...values: unknown[]) => void;

/** Lets this whole process live faster, timers and clock, until the result is called. */
export const hurry = (factor: number): (() => void) => {
  const real = { setTimeout, setInterval };
  const { now } = Date;
  const start = now();
  Object.assign(globalThis, {
    setTimeout: (then: Then, ms = 0, ...values: unknown[]) =>
      real.setTimeout(then, ms / factor, ...values),
    setInterval: (then: Then, ms = 0, ...values: unknown[]) =>
      real.setInterval(then, ms / factor, ...values),
  });
  Date.now = () => start + (now() - start) * factor;
  return () => {
    Object.assign(globalThis, real);
    Date.now = now;
  };
};
