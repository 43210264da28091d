import { usualLimits } from './events/event.js';
import { fault, warning } from './events/faults.js';
import { clockReadAt } from './events/inverterClock.js';
import type { Counters } from './inverterTypes.js';
import { filledIn, phrasebook } from './phrasebook.js';
import type { Snapshot } from './plant/snapshot.js';

/** Something about a plant that its owner should know, and could mend. */
export interface Complaint {
  readonly kind: ComplaintKind;
  readonly level: 'warning' | 'info';
  /** What is the matter, why it matters, what to do. */
  readonly text: string;
  /** The figures and names in the text, for those who have words of their own. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What is looked at. */
export interface Examined {
  /** ms since 1970. */
  readonly now: number;
  readonly counters: Counters;
  readonly snapshot?: Snapshot | undefined;
  /** Of the dongle: as filled in, and as heard. */
  readonly serial?: string | undefined;
  readonly heard?: string | undefined;
  /** Where the dongle was found again, if not at the address filled in. */
  readonly movedTo?: string | undefined;
  readonly writesToday: number;
  readonly budget: { readonly warnAt: number; readonly stopAt: number };
}

type Facts = Complaint['facts'];
type Look = (examined: Examined) => Facts | undefined;

const MINUTE = 60_000;
const CLOCK_OFF = 3;
const SLOW = 1500;
/** A few strays are usual: they are late answers to questions of our own. */
const STRAYS = 20;
const MANY_CUTS = 10;
/** So many requests have to be there before a share of them says something. */
const ENOUGH = 100;

const count = ({ counters }: Examined, name: string): number => counters[name] ?? 0;

const howLong = (minutes: number): string => {
  if (minutes < 120) return offPhrases.say('minutes', { number: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? offPhrases.say('hours', { number: hours })
    : offPhrases.say('days', { number: Math.round(hours / 24) });
};

/** Of 100 requests, how many; undefined while there are too few of them. */
const share = (examined: Examined, name: string): number | undefined => {
  const requests = count(examined, 'requests');
  return requests < ENOUGH ? undefined : Math.round((100 * count(examined, name)) / requests);
};

const moreThan = (least: number, value: number | undefined, name: string): Facts | undefined =>
  value !== undefined && value > least ? { [name]: value } : undefined;

/** Minutes that the inverter's clock is ahead of this computer's, by its own wall time. */
const clockAhead = ({ snapshot }: Pick<Examined, 'snapshot'>): number | undefined => {
  const time = snapshot?.inverter.systemTime;
  const at = snapshot === undefined ? undefined : clockReadAt(snapshot);
  if (time === undefined || at === undefined) return undefined;
  const here = at - new Date(at).getTimezoneOffset() * MINUTE;
  const ahead = Math.round((Date.parse(`${time}Z`) - here) / MINUTE);
  return Number.isFinite(ahead) ? ahead : undefined;
};

const clockOff =
  (direction: 1 | -1): Look =>
  (examined) => {
    const minutes = (clockAhead(examined) ?? 0) * direction;
    return minutes < CLOCK_OFF ? undefined : { minutes, off: howLong(minutes) };
  };

const troublesOf =
  (watch: typeof fault): Look =>
  ({ snapshot, now }) => {
    if (snapshot === undefined) return undefined;
    const scene = { snapshot, at: now, limits: usualLimits };
    const found = watch
      .look(scene, () => undefined)
      .flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : []));
    return found.length === 0 ? undefined : { troubles: [...new Set(found)].join(', ') };
  };

const listed = (names: readonly string[] = []): Facts | undefined =>
  names.length === 0 ? undefined : { names: [...new Set(names)].join(', ') };

/** Of two that fit, the first is meant. */
export const complaintPhrases = phrasebook('complaint', {
  fault: 'The inverter reports a fault: {troubles}. If it stays, ask your installer.',
  inverterWarning: 'The inverter warns: {troubles}. If it stays, ask your installer.',
  moved:
    'The dongle has moved to {address}, which is used until Node-RED restarts. Fill it in, and give the dongle a fixed address in your router.',
  otherSerial:
    'The dongle that answers has another serial than the one filled in. Correct the serial or leave it empty.',
  clockAhead:
    'The inverter\'s clock is {off} ahead of this computer\'s, and charge and discharge times go by it. A write node set to "Set the inverter clock to now" (syncDateTime) mends it.',
  clockBehind:
    'The inverter\'s clock is {off} behind this computer\'s, and charge and discharge times go by it. A write node set to "Set the inverter clock to now" (syncDateTime) mends it.',
  spent:
    'All {limit} writes of today are spent ({writes}): nothing is written until midnight. Look for a flow that writes all the time.',
  nearlySpent:
    "{writes} of {limit} writes of today are spent. The inverter's memory wears with each: let flows write less often.",
  slow: 'The dongle answers slowly ({latency} ms). Its Wi-Fi may be weak, or other programs keep it busy.',
  unanswered:
    '{share} of 100 requests stay without an answer. Close other programs that use the dongle, and look at its Wi-Fi.',
  damaged:
    '{share} of 100 answers arrive damaged (wrong checksum) and are left out. If it is nearly all of them, they are sound but the firmware computes the checksum otherwise: switch "Wrong checksums" on in the inverter\'s settings.',
  cuts: "The connection was cut {cuts} times since it was first made. Look at the dongle's Wi-Fi and at other programs that use it.",
  others:
    'Another program polls this inverter too: {answers} answers to it were heard. That works, but a dongle has room for few.',
  held: 'What arrives for some values makes no sense at the moment, so the last good ones are shown ({names}).',
  missing:
    'Some values are not there, because the inverter does not answer when asked for them. Not every firmware does ({names}).',
  byHand:
    'The model was named by hand: it is read as {model}, and not written to unless the inverter says the same.',
  unknownModel:
    'This model is not known yet: it is read as far as possible, and not written to. A support file in a bug report helps (model code {code}).',
});

/** How far a clock is off. */
export const offPhrases = phrasebook('value', {
  minutes: '{number} minutes',
  hours: '{number} hours',
  days: '{number} days',
});

interface Row {
  readonly level: Complaint['level'];
  readonly look: Look;
}

/** In the order in which they matter. */
const rows = {
  fault: {
    level: 'warning',
    look: troublesOf(fault),
  },
  inverterWarning: {
    level: 'warning',
    look: troublesOf(warning),
  },
  moved: {
    level: 'warning',
    look: ({ movedTo }) => (movedTo === undefined ? undefined : { address: movedTo }),
  },
  otherSerial: {
    level: 'warning',
    look: ({ serial = '', heard = '' }) =>
      serial !== '' && heard !== '' && serial !== heard ? {} : undefined,
  },
  clockAhead: {
    level: 'warning',
    look: clockOff(1),
  },
  clockBehind: {
    level: 'warning',
    look: clockOff(-1),
  },
  spent: {
    level: 'warning',
    look: ({ writesToday, budget: { stopAt } }) =>
      writesToday >= stopAt ? { writes: writesToday, limit: stopAt } : undefined,
  },
  nearlySpent: {
    level: 'warning',
    look: ({ writesToday, budget: { warnAt, stopAt } }) =>
      writesToday >= warnAt && writesToday < stopAt
        ? { writes: writesToday, limit: stopAt }
        : undefined,
  },
  slow: {
    level: 'warning',
    look: (examined) => moreThan(SLOW, examined.counters['latency'], 'latency'),
  },
  unanswered: {
    level: 'warning',
    look: (examined) => moreThan(5, share(examined, 'timeouts'), 'share'),
  },
  damaged: {
    level: 'warning',
    look: (examined) => moreThan(1, share(examined, 'bad.crc'), 'share'),
  },
  cuts: {
    level: 'warning',
    look: (examined) => moreThan(MANY_CUTS - 1, count(examined, 'cuts'), 'cuts'),
  },
  others: {
    level: 'info',
    look: (examined) => moreThan(STRAYS, count(examined, 'foreign'), 'answers'),
  },
  held: {
    level: 'info',
    look: ({ snapshot }) => listed(snapshot?.held.map(({ reading }) => reading)),
  },
  missing: {
    level: 'info',
    look: ({ snapshot }) => listed(snapshot?.missing),
  },
  byHand: {
    level: 'info',
    look: ({ snapshot }) =>
      snapshot?.model.overridden === true ? { model: snapshot.model.name } : undefined,
  },
  unknownModel: {
    level: 'info',
    look: ({ snapshot }) =>
      snapshot?.model.family === 'unknown' ? { code: snapshot.model.code } : undefined,
  },
} as const satisfies Readonly<Record<keyof typeof complaintPhrases.sentences, Row>>;

export type ComplaintKind = keyof typeof rows;
const table: Readonly<Record<ComplaintKind, Row>> = rows;
export const complaintKinds: readonly ComplaintKind[] = keysOf(rows);

/** What is the matter with a plant: the most important first, nothing if all is well. */
export const complaintsOf = (examined: Examined): readonly Complaint[] =>
  complaintKinds.flatMap((kind) => {
    const { look, level } = table[kind];
    const facts = look(examined);
    return facts === undefined
      ? []
      : [{ kind, level, text: filledIn(complaintPhrases.sentences[kind], facts), facts }];
  });

function keysOf<T extends object>(object: T): readonly (keyof T)[] {
  const names: (keyof T)[] = [];
  for (const name in object) names.push(name);
  return names;
}
