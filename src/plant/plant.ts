import { INVERTER, wordAt, type Words } from '../protocol/messages.js';
import { lowVoltagePack } from '../registers/battery.js';
import { familyNamed, type Family } from '../registers/families.js';
import { labelOf, type Block } from '../registers/blocks.js';
import { identity, inverterSettings } from '../registers/identity.js';
import type { Model } from '../registers/models.js';
import type { Register } from '../registers/register.js';
import { batteryModule } from '../registers/highVoltage.js';
import { shelvesFor } from './belief/banks.js';
import { BatteryDesk } from './belief/batteryDesk.js';
import type { Desk, Rule } from './belief/desk.js';
import { figuresOf } from './figures/derived.js';
import { frozen } from './frozen.js';
import type { Context } from './belief/guard.js';
import { Identity } from './detection/identity.js';
import { limitsOf, mostPowerOf } from './belief/limits.js';
import { LoadCounter } from './belief/loadCounter.js';
import { mendModule } from './belief/mend.js';
import { USUAL_PACE, type Pace } from './polling/pace.js';
import { planOf, tableFor } from './polling/plan.js';
import { Reporter } from './reporting.js';
import type { Snapshot } from './snapshot.js';
import type { Topology } from './detection/topology.js';
import { ValueDesk } from './belief/valueDesk.js';

/** What came of an answer, for counters and for the poller. */
export interface Taken {
  readonly desk: Desk;
  readonly accepted: boolean;
  readonly rules: readonly Rule[];
}

/**
 * One plant as known so far: every page it reads, what is believed of it, and the snapshot made of
 * that. It is told what arrived; it asks nothing itself.
 */
export class Plant {
  readonly model: Model;
  readonly family: Family;
  #topology: Topology;
  #desks: readonly Desk[] = [];
  /** Every page of the inverter itself has its place, answered or not: some values reach from one page into the next. */
  readonly #own: readonly Desk[];
  readonly #identity = new Identity();
  #updated = false;
  #calibrating = false;
  #batteryMovedAt: number | undefined;
  #batteryPower: number | undefined;
  readonly #load = new LoadCounter();
  readonly #limits: Readonly<Record<string, number>>;
  readonly #reporter: Reporter;

  /** `family`: that of the model, where it has other blocks. */
  constructor(
    model: Model,
    topology: Topology,
    pace: Pace = USUAL_PACE,
    family: Family = familyNamed(model.family),
  ) {
    this.model = frozen(model);
    this.family = family;
    // What a plant goes on using is frozen; what it was given is not its own to freeze.
    this.#topology = frozen(structuredClone(topology));
    this.#limits = limitsOf(this.family, model);
    this.#reporter = new Reporter(this.family, pace);
    const own = this.family.blocks.filter(({ device }) => device === INVERTER);
    this.#own = [...this.#placed(own, new Map()).values()];
    this.#furnish();
  }

  get topology(): Topology {
    return this.#topology;
  }

  get desks(): readonly Desk[] {
    return this.#desks;
  }

  /** Did registers 0-59 not answer when it was detected? Its model was told by hand then. */
  get isNameless(): boolean {
    return this.#topology.code === '';
  }

  /** True once another inverter has answered several times in a row at this address. */
  get replaced(): boolean {
    return this.#identity.replaced;
  }

  /** Has the inverter told its name on this line? Until then nothing is believed. */
  get met(): boolean {
    return this.#identity.met;
  }

  /** Has it another firmware than it was detected with, and so perhaps other registers and rights? */
  get updated(): boolean {
    return this.#updated;
  }

  /** The line is a new one: another inverter may be at its end. */
  doubt(): void {
    this.#identity.doubt();
  }

  /** It was the same inverter after all. */
  trust(): void {
    this.#identity.trust();
  }

  /** Takes note of what was found or found absent; what is known of other pages stays. */
  learn(change: Partial<Topology>): void {
    this.#topology = frozen({ ...this.#topology, ...structuredClone(change) });
    this.#furnish();
  }

  /** The largest export limit of an EMS is kept: never more is written. True if this one is larger. */
  noteExportLimit({ inverter: { exportPowerLimit = 0 } }: Snapshot): boolean {
    if (exportPowerLimit <= (this.#topology.largestExportLimit ?? 0)) return false;
    this.learn({ largestExportLimit: exportPowerLimit });
    return true;
  }

  /** Is what was detected now this very plant? */
  isStill({ serial, code, armFirmware }: Topology): boolean {
    const known = this.#topology;
    const same = serial === known.serial && code === known.code;
    return same && armFirmware === known.armFirmware;
  }

  /** The desks whose registers this answer touches. */
  touchedBy(words: Words): readonly Desk[] {
    return this.#desksTouched(words);
  }

  /** Is this an answer of this plant, and not of another one that got its address? To be asked first, once. */
  recognizes(words: Words): boolean {
    return this.#identity.isKnown(words, this.#topology);
  }

  /** Takes any good answer, asked for or overheard. */
  receive(words: Words, now: number): readonly Taken[] {
    const context = this.#context(now);
    const filled = this.#desksFor(words);
    const arm = settingIn(words, identity.armFirmwareVersion);
    if (arm !== undefined && !this.isNameless) this.#updated = arm !== this.#topology.armFirmware;
    for (const desk of filled.length === 0 ? this.#desksTouched(words) : [])
      desk.patch(words, context);
    const taken = filled.map((desk) => ({ desk, ...desk.receive(words, context) }));
    const stage = settingIn(words, inverterSettings.batteryCalibrationStage);
    if (stage !== undefined && taken.every(({ accepted }) => accepted))
      this.#calibrating = stage !== 0;
    return taken;
  }

  /** The plant at this moment, in objects of its own. `missing` are labels whose last try failed. */
  snapshot(now: number, complete: boolean, missing: readonly string[]): Snapshot {
    const report = this.#reporter.report(this.#desks, this.#topology, now);
    const { takenAt, inverter, packs, stacks, meters, readAt, held, units } = report;
    const sources = { model: this.model, family: this.family, inverter, packs, stacks };
    const figures = this.#load.steady(figuresOf(sources), this.#context(now));
    this.#notice(inverter.batteryPower, now);
    // Named one by one: a copy of an object with more added has a shape of its own, each time anew.
    return Object.freeze({
      takenAt,
      complete,
      serial: this.#topology.serial,
      model: this.model,
      inverter,
      figures,
      packs,
      stacks,
      meters,
      topology: this.#topology,
      readAt,
      missing,
      held: this.#load.held.length === 0 ? held : [...held, ...this.#load.held],
      ...units,
    });
  }

  // What is known of pages that stay is kept; new ones get a shelf of their own.
  #furnish(): void {
    const plan = planOf(this.family, this.#topology);
    const known = new Map([...this.#desks, ...this.#own].map((desk) => [desk.page.label, desk]));
    const desks = this.#placed(plan, known);
    this.#desks = plan.flatMap((block) => desks.get(labelOf(block)) ?? []);
  }

  #placed(blocks: readonly Block[], known: ReadonlyMap<string, Desk>): ReadonlyMap<string, Desk> {
    const desks = new Map(known);
    const fresh = blocks.filter((block) => !desks.has(labelOf(block)));
    for (const { pages } of shelvesFor(fresh, labelOf))
      for (const page of pages) desks.set(page.label, this.#deskFor(page));
    return desks;
  }

  #deskFor(page: Desk['page']): Desk {
    const { device, bank } = page.block;
    const table = tableFor(device, bank, this.family);
    if (table === lowVoltagePack) return new BatteryDesk(page, table);
    if (table === batteryModule) return new BatteryDesk(page, table, mendModule);
    const own = device === INVERTER;
    return new ValueDesk(page, table, own ? this.family.suppressed : [], own ? this.#limits : {});
  }

  #desksFor({ device, bank, base, count }: Words): readonly Desk[] {
    return this.#desks.filter(({ page: { block } }) => {
      const within = base <= block.base && base + count >= block.base + block.count;
      return block.device === device && block.bank === bank && within;
    });
  }

  #desksTouched({ device, bank, base, count }: Words): readonly Desk[] {
    return this.#desks.filter(({ page: { block } }) => {
      const overlaps = base < block.base + block.count && base + count > block.base;
      return block.device === device && block.bank === bank && overlaps;
    });
  }

  #context(now: number): Context {
    const mostPower = mostPowerOf(this.family, this.model);
    return { now, mostPower, calibrating: this.#calibrating, batteryMovedAt: this.#batteryMovedAt };
  }

  #notice(batteryPower: number | undefined, now: number): void {
    if (batteryPower !== this.#batteryPower) this.#batteryMovedAt = now;
    this.#batteryPower = batteryPower;
  }
}

/** The word of a setting of the inverter, where an answer holds it. */
const settingIn = (words: Words, { address }: Register): number | undefined => {
  const index = address - words.base;
  const holds = words.device === INVERTER && words.bank === 'holding';
  return holds && index >= 0 && index < words.count ? wordAt(words, index) : undefined;
};
