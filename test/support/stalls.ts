/** Watches how long this process is kept from doing anything, by its own clock (ms). */
export interface Stalls {
  readonly longest: number;
  end(): void;
}

const EVERY = 100;

export const watchStalls = (): Stalls => {
  let longest = 0;
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    longest = Math.max(longest, now - last - EVERY);
    last = now;
  }, EVERY);
  return {
    get longest() {
      return longest;
    },
    end: () => clearInterval(timer),
  };
};
