import { INVERTER } from '../../protocol/messages.js';
import { singlePhase } from '../../registers/singlePhase.js';
import { fill } from '../encode.js';
import type { Home } from '../home.js';
import type { Memory } from '../memory.js';
import type { Installation } from '../models.js';
import { furnishPacks, presentPacks } from './packs.js';
import { singlePhasePage } from './singlePhase.js';
import { singlePhaseSettings } from './singlePhaseSettings.js';

/** Makes the registers of everything attached, and settings as an installer leaves them. */
export const furnish = (memory: Memory, site: Installation): void => {
  furnishPacks(memory, site);
  fill(memory, INVERTER, singlePhase, singlePhaseSettings(site));
};

/** Puts into all registers what the devices say at this moment. */
export const present = (memory: Memory, home: Home, site: Installation): void => {
  fill(memory, INVERTER, singlePhase, singlePhasePage(home, site));
  presentPacks(memory, home, site);
};
