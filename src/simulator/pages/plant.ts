import { INVERTER } from '../../protocol/messages.js';
import { ems } from '../../registers/ems.js';
import { gateway } from '../../registers/gateway.js';
import { singlePhase } from '../../registers/singlePhase.js';
import { threePhase } from '../../registers/threePhase.js';
import { fill } from '../encode.js';
import type { Home } from '../home.js';
import type { Memory } from '../memory.js';
import type { Installation } from '../installation.js';
import { emsPage, emsSettings } from './ems.js';
import { gatewayPage } from './gateway.js';
import { furnishMeters, presentMeters } from './meters.js';
import { furnishPacks, presentPacks } from './packs.js';
import { singlePhasePage } from './singlePhase.js';
import { singlePhaseSettings } from './singlePhaseSettings.js';
import { furnishStacks, presentStacks } from './stacks.js';
import { threePhasePage } from './threePhase.js';
import { threePhaseSettings } from './threePhaseSettings.js';

/** Makes the registers of everything attached, and settings as an installer leaves them. */
export const furnish = (memory: Memory, site: Installation): void => {
  furnishPacks(memory, site);
  furnishStacks(memory, site);
  furnishMeters(memory, site);
  switch (site.family.layout) {
    case 'threePhase':
      return fill(memory, INVERTER, threePhase, threePhaseSettings(site));
    case 'ems':
      return fill(memory, INVERTER, ems, emsSettings(site));
    default:
      return fill(memory, INVERTER, singlePhase, singlePhaseSettings(site));
  }
};

/** Puts into all registers what the devices say at this moment. */
export const present = (memory: Memory, home: Home, site: Installation): void => {
  presentInverter(memory, home, site);
  presentPacks(memory, home, site);
  presentStacks(memory, home, site);
  presentMeters(memory, home, site);
};

const presentInverter = (memory: Memory, home: Home, site: Installation): void => {
  switch (site.family.layout) {
    case 'threePhase':
      return fill(memory, INVERTER, threePhase, threePhasePage(home, site));
    case 'ems':
      return fill(memory, INVERTER, ems, emsPage(home, site));
    case 'gateway':
      return fill(memory, INVERTER, gateway, gatewayPage(home, site));
    default:
      return fill(memory, INVERTER, singlePhase, singlePhasePage(home, site));
  }
};
