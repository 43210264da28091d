import type { identity } from '../../registers/identity.js';
import type { Readings } from '../../registers/register.js';
import type { Installation } from '../installation.js';

/** Who the device is, the same on every family. */
export const identityPage = (site: Installation): Readings<typeof identity> => ({
  deviceTypeCode: site.facts.code,
  serialNumber: site.serial,
  dspFirmwareVersion: site.facts.dsp,
  armFirmwareVersion: site.facts.arm,
  usbDevice: 'disk',
  modbusAddress: 17,
});
