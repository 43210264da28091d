const formats = new Map<string, Intl.DateTimeFormat>();

/** The clock on the wall of a zone. Making one is slow, so each zone has one. */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(zone, made);
  return made;
};

let host: string | undefined;

/** The time zone of this computer; asking for it is slow, so it is asked once. */
export const hostZone = (): string =>
  (host ??= new Intl.DateTimeFormat().resolvedOptions().timeZone);

const QUARTER = 900_000;
/** Offsets change at full quarters of an hour only, and working one out is slow. */
const offsets = new Map<string, { readonly quarter: number; readonly offset: string }>();

/** "+01:00" at a moment in a zone. */
const offsetAt = (at: number, zone: string): string => {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(zone);
  if (known?.quarter === quarter) return known.offset;
  const name = formatOf(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const offset = name?.slice('GMT'.length) || '+00:00';
  offsets.set(zone, { quarter, offset });
  return offset;
};

const shiftOf = (offset: string): number => {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
};

const wallText = (at: number, offset: string): string =>
  new Date(at + shiftOf(offset)).toISOString();

/** The clock on the wall at a moment: the day, "2026-08-14", and the minute of the day. */
export const wallAt = (
  at: number,
  zone: string,
): { readonly day: string; readonly minute: number } => {
  const wall = wallText(at, offsetAt(at, zone));
  return {
    day: wall.slice(0, 10),
    minute: Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16)),
  };
};

/** A moment as GivTCP writes it: 2026-06-15T12:00:00.250000+01:00, without the fraction where it is 0. */
export const isoIn = (at: number, zone: string): string => {
  const offset = offsetAt(at, zone);
  const wall = wallText(at, offset);
  const fraction = at % 1000 === 0 ? '' : `.${wall.slice(20, 23)}000`;
  return `${wall.slice(0, 19)}${fraction}${offset}`;
};

/** A wall clock "2026-08-14T09:05:30" with the offset that its zone has then. */
export const wallIn = (wall: string, zone: string): string => {
  const asUtc = Date.parse(`${wall}Z`);
  const near = asUtc - shiftOf(offsetAt(asUtc, zone));
  return `${wall}${offsetAt(near, zone)}`;
};
