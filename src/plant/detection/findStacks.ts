import { asAnswer, type Words } from '../../protocol/messages.js';
import type { Family } from '../../registers/families.js';
import { moduleSerial } from '../../registers/highVoltage.js';
import { FIRST_PROBE, probe, type Search } from './detect.js';
import { configurationBlock, DEVICES, moduleBlock, stackBlocks } from '../polling/plan.js';

/**
 * High-voltage stacks and their modules, as the configuration page and each control unit count them.
 * Modules are numbered through over all stacks: past one that does not tell, nothing is certain.
 */
export const findStacks = async (search: Search): Promise<void> => {
  const { plant, receive, doubt, now } = search;
  const isNew = plant.topology.stacks.length === 0;
  const setup = await probe(search, configurationBlock, FIRST_PROBE);
  const setupAt = now();
  const count = Math.min(Math.max(setup?.[1] ?? 1, 1), 32);
  let next: number = DEVICES.firstModule;
  for (let index = 0; index < count; index++) {
    const device = DEVICES.firstStack + index;
    const counted = await modulesIn(search, device, DEVICES.firstStack - next);
    const { words } = counted;
    // Of a single stack all modules are its own, whatever its control unit says.
    const size = counted.size === 0 && count === 1 ? await answering(search) : counted.size;
    if (size === 0) {
      doubt();
      break;
    }
    const modules = Array.from({ length: size }, () => next++);
    const others = plant.topology.stacks.filter((stack) => stack.device !== device);
    const stacks = [...others, { device, modules }].toSorted((a, b) => a.device - b.device);
    plant.learn({ stacks });
    if (words !== undefined) receive(words);
  }
  if (setup === undefined) return;
  plant.learn({ aggregator: (setup[0] ?? 0) > 0 });
  if (isNew) receive(asAnswer({ kind: 'read', ...configurationBlock }, setup), setupAt);
};

/** How many modules answer with a name, one after the other. */
const answering = async (search: Search): Promise<number> => {
  const most = mostModules(search.plant.family);
  for (let size = 0; size < most; size++) {
    const words = await probe(search, moduleBlock(DEVICES.firstModule + size));
    if (words === undefined || moduleSerial(words.subarray(50, 59)) === undefined) return size;
  }
  return most;
};

/** Modules of one stack. */
export const mostModules = ({ name }: Family): number => (name === 'allInOne' ? 4 : 32);

interface Counted {
  readonly size: number;
  /** Of a stack that was not known, whose page nobody has taken yet. */
  readonly words?: Words;
}

/** How many modules a stack's control unit counts; where they were others before, it says so twice. */
const modulesIn = async (search: Search, device: number, room: number): Promise<Counted> => {
  const { plant } = search;
  const [block = configurationBlock] = stackBlocks(device);
  const most = Math.min(room, mostModules(plant.family));
  const known = plant.topology.stacks.find((one) => one.device === device)?.modules.length ?? 0;
  const ask = async () => probe(search, block, FIRST_PROBE);
  const sizeIn = (words: Uint16Array | undefined): number => Math.min(words?.[4] ?? 0, most);
  const words = await ask();
  const size = sizeIn(words);
  if (known === 0 && words !== undefined)
    return { size, words: asAnswer({ kind: 'read', ...block }, words) };
  const changed = size > 0 && size !== known && sizeIn(await ask()) === size;
  return { size: changed ? size : Math.min(known, room) };
};
