import { lowVoltageControl, lowVoltagePack } from '../../src/registers/battery.js';
import { ems } from '../../src/registers/ems.js';
import { gateway } from '../../src/registers/gateway.js';
import {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../../src/registers/highVoltage.js';
import { meter, meterExternal, meterProduct, meterTenths } from '../../src/registers/meter.js';
import type { RegisterTable } from '../../src/registers/register.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { threePhase } from '../../src/registers/threePhase.js';

/** Every register table there is. */
export const tables: Readonly<Record<string, RegisterTable>> = {
  singlePhase,
  threePhase,
  ems,
  gateway,
  lowVoltagePack,
  lowVoltageControl,
  batteryControl,
  batteryModule,
  configuration,
  aggregator,
  meter,
  meterTenths,
  meterExternal,
  meterProduct,
};
