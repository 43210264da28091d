import type { StatusState } from '../index.js';

/** How a fleet fares. Counts are of this process. */
export interface Summary {
  /** ISO time. */
  readonly time: string;
  /** In the file, and looked after here. */
  readonly plants: number;
  readonly owned: number;
  readonly states: Readonly<Partial<Record<StatusState, number>>>;
  /** Answers of dongles since the start. */
  readonly answers: number;
  readonly broker?: {
    readonly state: string;
    readonly published: number;
    readonly waiting: number;
    readonly dropped: number;
  };
  /** Who shares the plants out, as seen from here. */
  readonly members?: readonly string[];
  /** Of one core, since the last summary, in percent. */
  readonly cpu: number;
  /** MiB */
  readonly memory: number;
}

/** "998 of 1000 plants: 990 online, 8 offline; 31,200 answers; ...", one line. */
export const summaryLine = (summary: Summary): string => {
  const { plants, owned, states, answers, broker, members, cpu, memory } = summary;
  const shown = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  const parts = [
    `${owned} of ${plants} plants${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`,
    ...(members === undefined ? [] : [`${members.length} members`]),
    `${answers} answers`,
    ...(broker === undefined ? [] : [brokerPart(broker)]),
    `${cpu} % CPU, ${memory} MiB`,
  ];
  return parts.join('; ');
};

const brokerPart = ({ state, published, waiting, dropped }: NonNullable<Summary['broker']>) =>
  `broker ${state}, ${published} published, ${waiting} waiting${dropped === 0 ? '' : `, ${dropped} dropped`}`;
