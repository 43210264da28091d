/** A clock reading with one of its parts set anew: year - 2000, month, day, hour, minute, second. */
export const clockWith = (clock: number, part: number, word: number): number => {
  const now = new Date(clock);
  const parts = [
    now.getUTCFullYear() - 2000,
    now.getUTCMonth() + 1,
    now.getUTCDate(),
    now.getUTCHours(),
    now.getUTCMinutes(),
    now.getUTCSeconds(),
  ].map((value, index) => (index === part ? word : value));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  // Parts are written one by one: the 31st must survive a short month on the way to a long one as its last day.
  const lastDay = new Date(Date.UTC(2000 + year, month, 0)).getUTCDate();
  const whole = Date.UTC(2000 + year, month - 1, Math.min(day, lastDay), hour, minute, second);
  return whole + (clock % 1000);
};

/** What a wall clock shows at this moment here, as ms since 1970 if it were UTC. */
export const wallTime = (moment: Date): number =>
  Date.UTC(
    moment.getFullYear(),
    moment.getMonth(),
    moment.getDate(),
    moment.getHours(),
    moment.getMinutes(),
    moment.getSeconds(),
  );

export const minuteOf = (clock: number): number => Math.floor(clock / 60_000) % 1440;
