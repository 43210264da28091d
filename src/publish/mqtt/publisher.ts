import type { Snapshot } from '../../plant/snapshot.js';
import { Announcer, type AnnouncerOptions } from '../homeAssistant/announcer.js';
import type { Broker } from './broker.js';
import { forget, newsOf, nothingTold, type Told, type Topic } from './changes.js';
import { command, type CommandResult } from '../commands.js';
import { textOf } from '../givtcp/row.js';
import { treeOf, type TreeLeaf } from '../givtcp/tree.js';
import { leafMessages, type Naming } from '../report/messages.js';
import { Orders } from './orders.js';
import { contentOf, metaOf, report, type Extras } from '../report/report.js';
import { viewOf, type PlantSource, type ViewOptions } from '../plantView.js';
import { Presence, type PresenceOptions } from './presence.js';

export interface PublisherOptions extends ViewOptions, PresenceOptions {
  /** First part of all topics: GivEnergy. May have slashes. */
  readonly root?: string;
  /** Names of the topics: v3, as GivTCP 3 has them. */
  readonly naming?: Naming;
  /** The original put the dongle's serial into its topics. */
  readonly dongle?: () => string | undefined;
  readonly retain?: boolean;
  readonly qos?: 0 | 1 | 2;
  /** Only what changed (default), and everything again every so often (ms). */
  readonly changedOnly?: boolean;
  readonly refreshEvery?: number;
  /** Every value on a topic of its own (default). */
  readonly values?: boolean;
  /** Also everything as one JSON text on <root>/<serial>/snapshot (default). */
  readonly snapshotTopic?: boolean;
  /** Listen for commands on <root>/control/<serial>/<function>. */
  readonly control?: boolean;
  /** Announce to Home Assistant; v3 names only. */
  readonly discovery?: Omit<AnnouncerOptions, 'root'>;
}

const REFRESH_EVERY = 600_000;
const STATUS = 'Stats/status';
/** Where it is said whether a plant is there, also by the broker's will. */
export const availabilityOf = (root: string, serial: string): string =>
  `${root}/${serial}/${STATUS}`;
/** In clear names there are none of these while the battery rests. */
const UNTIL = /\/battery\/timeTo(Full|Empty)$/;
const MEMBERS = /^(Battery_Details|Meter_Details|Inverters)\//;

/** Puts one plant on a broker for as long as it is open. Closing it closes neither of the two. */
export class Publisher {
  readonly #plant: PlantSource;
  readonly #broker: Broker;
  readonly #options: PublisherOptions;
  readonly #root: string;
  readonly #ends: (() => void)[];
  readonly #announcer: Announcer | undefined;
  readonly #presence: Presence;
  readonly #orders: Orders | undefined;
  /** Topics whose last value would mislead once it is gone, and what to say then. */
  readonly #fading = new Map<string, string>();
  #told: Told = nothingTold;
  #serial: string | undefined;
  #foundAt: number | undefined;

  constructor(plant: PlantSource, broker: Broker, options: PublisherOptions = {}) {
    const { discovery, root = 'GivEnergy' } = options;
    this.#plant = plant;
    this.#broker = broker;
    this.#options = options;
    this.#root = root;
    this.#presence = new Presence(broker, options);
    const { control = false, now = Date.now } = options;
    const obey = (name: string, payload: unknown) => this.#obey(name, payload);
    this.#orders = control ? new Orders(broker, { obey, now }) : undefined;
    this.#announcer =
      discovery && new Announcer(broker, { ...discovery, root }, () => this.#tellAgain());
    this.#ends = [
      plant.on('snapshot', (snapshot) => this.#tell(snapshot)),
      plant.on('status', ({ state }) => this.#presence.tell(state)),
      broker.onStatus(({ state }) => {
        // What a broker does not remember for us is gone with the old connection.
        if (state === 'online' && !(broker.remembers && options.retain !== false))
          this.#tellAgain();
      }),
    ];
    if (plant.snapshot !== undefined) this.#tell(plant.snapshot);
  }

  /** Resolves once the commands under way are answered. */
  async close(): Promise<void> {
    this.#presence.close();
    for (const end of this.#ends.splice(0)) end();
    this.#announcer?.close();
    await this.#orders?.close();
  }

  #tell(snapshot: Snapshot): void {
    if (snapshot.serial !== this.#serial) this.#introduce(snapshot.serial);
    const { values = true, snapshotTopic = true } = this.#options;
    if (values) this.#tellValues(snapshot);
    if (snapshotTopic) this.#publishWhole(snapshot);
  }

  #tellValues(snapshot: Snapshot): void {
    const { naming = 'v3' } = this.#options;
    const view = viewOf(this.#plant, snapshot, this.#options);
    const leaves = naming === 'v3' ? treeOf(view) : [];
    this.#publishNews(snapshot, leaves);
    if (naming === 'v3') this.#announcer?.consider(view, leaves);
  }

  /** The first that is heard of this plant: now its topics are known. */
  #introduce(serial: string): void {
    this.#serial = serial;
    this.#told = nothingTold;
    this.#presence.open(this.#topic(STATUS), this.#plant.status.state);
    this.#orders?.open(this.#root, serial);
  }

  #publishNews(snapshot: Snapshot, leaves: readonly TreeLeaf[]): void {
    const { changedOnly = true, refreshEvery = REFRESH_EVERY, now = Date.now } = this.#options;
    const topics = this.#topics(snapshot, leaves);
    const vanished = this.#vanished(snapshot, topics);
    const told = changedOnly ? forget(this.#told, vanished) : nothingTold;
    const { news, told: after } = newsOf(told, topics, now(), refreshEvery);
    this.#told = after;
    for (const { topic, payload } of news) this.#publish(topic, String(payload));
    for (const topic of vanished) this.#publish(topic, '');
  }

  /** Topics of batteries, meters and inverters that a new search has not found again. */
  #vanished({ complete, topology }: Snapshot, topics: readonly Topic[]): readonly string[] {
    if (!complete || topology.foundAt === this.#foundAt) return [];
    this.#foundAt = topology.foundAt;
    const present = new Set(topics.map(({ topic }) => topic));
    const stem = this.#topic('');
    return [...this.#told.values.keys()].filter(
      (topic) => !present.has(topic) && MEMBERS.test(topic.slice(stem.length)),
    );
  }

  #topics(snapshot: Snapshot, leaves: readonly TreeLeaf[]): readonly Topic[] {
    const { naming = 'v3', dongle, now = Date.now } = this.#options;
    if (naming === 'v3') return this.#treeTopics(leaves);
    const serial = dongle?.();
    const style = { naming, root: this.#root, ...(serial !== undefined && { dongle: serial }) };
    const topics = functionsOf[naming].flatMap((name) =>
      leafMessages(name, snapshot, { now: now() }, style),
    );
    for (const { topic } of topics) if (UNTIL.test(topic)) this.#fading.set(topic, '');
    return [...topics, ...this.#gone(topics)];
  }

  #treeTopics(leaves: readonly TreeLeaf[]): readonly Topic[] {
    const topics = leaves.flatMap(({ path, row, value }) => {
      if (path === STATUS) return [];
      const topic = this.#topic(path);
      if (row.gone !== undefined) this.#fading.set(topic, row.gone);
      return [{ topic, payload: textOf(row.kind, value) }];
    });
    return [...topics, ...this.#gone(topics)];
  }

  /** What to say on topics whose last value would mislead. Of a device that is not shown nothing is said at all. */
  #gone(topics: readonly Topic[]): readonly Topic[] {
    if (this.#fading.size === 0) return [];
    const present = new Set(topics.map(({ topic }) => topic));
    const devices = new Set(topics.map(({ topic }) => folderOf(topic)));
    return [...this.#fading]
      .filter(([topic]) => !present.has(topic) && devices.has(folderOf(topic)))
      .map(([topic, payload]) => ({ topic, payload }));
  }

  #publishWhole(snapshot: Snapshot): void {
    const { now = Date.now } = this.#options;
    const { status, counters } = this.#plant;
    const link = { state: status.state, counters };
    const whole = wholeOf(snapshot, { now: now(), source: 'poll', link });
    this.#publish(this.#topic('snapshot'), JSON.stringify(whole));
  }

  #publish(topic: string, payload: string): void {
    const { retain = true, qos = 0 } = this.#options;
    this.#broker.publish(topic, payload, { retain, qos });
  }

  #tellAgain(): void {
    this.#told = nothingTold;
    if (!this.#broker.remembers) {
      this.#presence.tell(this.#plant.status.state);
      this.#orders?.tellLatest();
    }
    if (this.#plant.snapshot !== undefined) this.#tell(this.#plant.snapshot);
  }

  /** Calls a control and shows what the inverter then holds, also where that is not what was wanted. */
  async #obey(name: string, payload: unknown): Promise<CommandResult> {
    const to = this.#serial === undefined ? {} : { serial: this.#serial };
    const apply = (control: string, value: unknown) => this.#plant.apply(control, value, to);
    const result = await command(apply, name, payload);
    this.#echo(result);
    return result;
  }

  /** Whoever sent the command may show its value already: tell what holds, once more if need be. */
  #echo({ ok, confirmed = {} }: CommandResult): void {
    const { snapshot } = this.#plant;
    if (snapshot === undefined) return;
    const leaves = treeOf(viewOf(this.#plant, snapshot, this.#options));
    const concerned = leaves.filter(
      ({ row }) =>
        row.command !== undefined &&
        (!ok || (row.setting !== undefined && row.setting in confirmed)),
    );
    this.#told = forget(
      this.#told,
      concerned.map(({ path }) => this.#topic(path)),
    );
    this.#tell(snapshot);
  }

  #topic(path: string): string {
    return `${this.#root}/${this.#serial ?? ''}/${path}`;
  }
}

const folderOf = (topic: string): string => topic.slice(0, topic.lastIndexOf('/'));

const functionsOf = {
  clean: ['runAll', 'getInverterInfo', 'getBatteryStats', 'getMeters'],
  original: ['runAll'],
} as const;

/** All that is known, as one object in the clean names. */
const wholeOf = (snapshot: Snapshot, extras: Extras): object => ({
  ...report('runAll', snapshot, extras),
  inverter: contentOf('getInverterInfo', snapshot, extras),
  batteries: contentOf('getBatteryStats', snapshot, extras),
  ...contentOf('getMeters', snapshot, extras),
  stats: contentOf('getStats', snapshot, extras),
  givtcp: metaOf('runAll', snapshot, extras),
});
