import { deepEqual, equal } from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { FamilyName } from '../../src/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import { Publisher } from '../../src/publish/mqtt/publisher.js';
import { serveRest, type Rest } from '../../src/publish/rest.js';
import { PASSWORD, startBroker, USER, type TestBroker } from './brokers.js';
import { listen, type Heard, type Listener } from './listener.js';
import { openPlant, topologyOf, type OpenPlant } from './plants.js';

/** Function, payload, the leaf that shows it and what it then says; no leaf: refused. */
type Row = readonly [name: string, payload: string, leaf?: string, text?: string];

const slots = (n: number): readonly Row[] => [
  [`setChargeStart${n}`, '01:15', `Timeslots/Charge_start_time_slot_${n}`, '01:15:00'],
  [`setChargeEnd${n}`, '02:45:00', `Timeslots/Charge_end_time_slot_${n}`, '02:45:00'],
  [`setDischargeStart${n}`, '1615', `Timeslots/Discharge_start_time_slot_${n}`, '16:15:00'],
  [`setDischargeEnd${n}`, '18:45', `Timeslots/Discharge_end_time_slot_${n}`, '18:45:00'],
];
const targets = (n: number): readonly Row[] => [
  [`setChargeTarget${n}`, '81', `Control/Charge_Target_SOC_${n}`, '81'],
  [`setDischargeTarget${n}`, '23', `Control/Discharge_Target_SOC_${n}`, '23'],
];

/** The functions of GivTCP's MQTT side (contract 3.1), with aliases of its older releases. */
const battery: readonly Row[] = [
  ['enableChargeSchedule', 'enable', 'Control/Enable_Charge_Schedule', 'enable'],
  ['enableDischargeSchedule', 'enable', 'Control/Enable_Discharge_Schedule', 'enable'],
  ['enableDishargeSchedule', 'disable', 'Control/Enable_Discharge_Schedule', 'disable'],
  ['enableChargeTarget', 'enable', 'Control/Enable_Charge_Target', 'enable'],
  ['setEcoMode', 'disable', 'Control/Eco_Mode', 'disable'],
  ['setBatteryPowerMode', 'enable', 'Control/Eco_Mode', 'enable'],
  ['enableRTC', 'enable', 'Control/Real_Time_Control', 'enable'],
  ['setBatteryMode', 'Eco (Paused)', 'Control/Mode', 'Eco (Paused)'],
  ['setBatteryMode', 'Timed Demand', 'Control/Mode', 'Timed Demand'],
  ['setBatteryMode', 'Timed Export', 'Control/Mode', 'Timed Export'],
  ['setBatteryMode', 'Export (Paused)', 'Control/Mode', 'Export (Paused)'],
  ['setBatteryMode', '{"mode":"1"}', 'Control/Mode', 'Eco'],
  ['setBatteryMode', 'Turbo'],
  ['setChargeTarget', '83', 'Control/Target_SOC', '83'],
  ['setChargeTarget', '3'],
  ['setBatteryReserve', '2', 'Control/Battery_Power_Reserve', '4'],
  ['setShallowCharge', '15', 'Control/Battery_Power_Reserve', '15'],
  ['setChargeRate', '0', 'Control/Battery_Charge_Rate', '0'],
  ['setActivePowerRate', '90', 'Control/Active_Power_Rate', '90'],
  ['setBatteryCalibration', 'Off', 'Control/Battery_Calibration', 'Off'],
  [
    'setChargeSlot1',
    '{"start":"0330","finish":"0430","chargeToPercent":"84"}',
    'Control/Target_SOC',
    '84',
  ],
  [
    'setDischargeSlot1',
    '{"start":"1700","finish":"1800"}',
    'Timeslots/Discharge_end_time_slot_1',
    '18:00:00',
  ],
  ['setChargeStart1', '25:00'],
  ['pauseChargeSchedule', '', 'Control/Enable_Charge_Schedule', 'disable'],
  ['resumeDischargeSchedule', '', 'Control/Enable_Discharge_Schedule', 'enable'],
  ['tempPauseCharge', '30', 'Control/Temp_Pause_Charge', 'Running'],
  ['tempPauseCharge', 'Cancel', 'Control/Temp_Pause_Charge', 'Normal'],
  ['forceExport', '15', 'Control/Force_Export', 'Running'],
  ['forceExport', 'Normal', 'Control/Force_Export', 'Normal'],
  ['forceCharge', '{"duration":20}', 'Control/Force_Charge_Num', '20'],
  ['forceCharge', '0', 'Control/Force_Charge_Num', '0'],
  ['forceCharge', 'soon'],
  ['switchRate', 'Day'],
  ['rebootAddon', 'restart'],
  ['setLocalControlMode', 'Load'],
];

const plants: readonly (readonly [FamilyName, readonly Row[]])[] = [
  [
    'hybridGen1',
    [
      ...battery,
      ...slots(1),
      ['setBatteryCutoff', '6', 'Control/Battery_Power_Cutoff', '6'],
      ['setDischargeStart2', '05:05', 'Timeslots/Discharge_start_time_slot_2', '05:05:00'],
      ['setChargeStart3', '01:00'],
      ['setChargeTarget1', '50'],
      ['setForceCharge', 'enable'],
      ['setEMSChargeStart1', '01:00'],
      ['setEmsPlant', 'enable'],
    ],
  ],
  [
    'allInOne',
    [
      ...battery,
      ...[1, 2, 3, 10].flatMap((n) => [...slots(n), ...targets(n)]),
      ['setBatteryPauseMode', 'PauseDischarge', 'Control/Battery_pause_mode', 'PauseDischarge'],
      ['setPauseStart', '10:00', 'Timeslots/Battery_pause_start_time_slot', '10:00:00'],
      ['setPauseEnd', '12:00', 'Timeslots/Battery_pause_end_time_slot', '12:00:00'],
      ['setChargeRateAC', '55', 'Control/Battery_Charge_Rate_AC', '55'],
      ['setDischargeRateAC', '65', 'Control/Battery_Discharge_Rate_AC', '65'],
    ],
  ],
  [
    'threePhase',
    [
      ['enableChargeSchedule', 'enable', 'Control/Enable_Charge_Schedule', 'enable'],
      ['setACCharge', 'disable', 'Control/Force_AC_Charge_Enable', 'disable'],
      ['setForceCharge', 'enable', 'Control/Force_Charge_Enable', 'enable'],
      ['setForceDischarge', 'enable', 'Control/Force_Discharge_Enable', 'enable'],
      ['setChargeTarget', '83', 'Control/Target_SOC', '83'],
      ['setBatteryReserve', '12', 'Control/Battery_Power_Reserve', '12'],
      ['setBatteryCutoff', '6'],
      ['setChargeRateAC', '40', 'Control/Battery_Charge_Rate_AC', '40'],
      ...slots(1),
      ...slots(2),
    ],
  ],
  [
    'ems',
    [
      ['setEmsPlant', 'disable', 'Control/Plant_Control', 'disable'],
      ['setEMSChargeStart2', '01:10', 'Timeslots/EMS_Charge_start_time_slot_2', '01:10:00'],
      ['setEMSChargeEnd2', '02:10', 'Timeslots/EMS_Charge_end_time_slot_2', '02:10:00'],
      ['setEMSDischargeStart3', '17:00', 'Timeslots/EMS_Discharge_start_time_slot_3', '17:00:00'],
      ['setEMSDischargeEnd3', '18:00', 'Timeslots/EMS_Discharge_end_time_slot_3', '18:00:00'],
      ['setEMSChargeTarget1', '88', 'Control/EMS_Charge_Target_SOC_1', '88'],
      ['setEMSDischargeTarget1', '22', 'Control/EMS_Discharge_Target_SOC_1', '22'],
      ['setExportStart1', '19:00', 'Timeslots/Export_start_time_slot_1', '19:00:00'],
      ['setExportEnd1', '20:00', 'Timeslots/Export_end_time_slot_1', '20:00:00'],
      ['setExportTarget1', '33', 'Control/Export_Target_SOC_1', '33'],
      ['setExportLimit', '3000', 'Control/Export_Power_Limit', '3000'],
      ['setCarChargeBoost', '1000'],
      ['setBatteryReserve', '10'],
    ],
  ],
];

let server: TestBroker;
beforeAll(async () => {
  server = await startBroker();
});
afterAll(() => server.close());

for (const [model, rows] of plants)
  describe(`${model}, over a broker`, () => {
    let plant: OpenPlant;
    let broker: Broker;
    let publisher: Publisher;
    let listener: Listener;
    beforeAll(async () => {
      plant = await openPlant({ model }, await topologyOf({ model }));
      broker = openBroker({
        host: '127.0.0.1',
        port: server.port,
        username: USER,
        password: PASSWORD,
      });
      publisher = new Publisher(plant.inverter, broker, { control: true, root: model });
      listener = await listen(server.port, `${model}/#`);
      await listener.until(({ topic }) => topic.endsWith('Stats/status'));
    });
    afterAll(async () => {
      await publisher.close();
      await broker.close();
      await listener.close();
      await plant.close();
    });

    for (const [name, payload, leaf, text] of rows)
      test(`${name} ${payload} ${leaf === undefined ? 'is refused' : `shows as ${text}`}`, async () => {
        const heard = listener.heard.length;
        const since = (fits: (message: Heard) => boolean) =>
          listener.until((message) => listener.heard.indexOf(message) >= heard && fits(message));
        const stem = `${model}/${plant.simulator.serial}`;
        await listener.send(`${model}/control/${plant.simulator.serial}/${name}`, payload);
        const { payload: answer } = await since(
          ({ topic }) => topic === `${stem}/Response/${name}`,
        );
        const { ok, message } = JSON.parse(answer);
        deepEqual([ok, message], [leaf !== undefined, message]);
        if (leaf === undefined) return;
        const shown = await since(
          ({ topic, payload }) => topic === `${stem}/${leaf}` && payload === text,
        );
        equal(shown.payload, text);
      });
  });

for (const [model, rows] of plants)
  describe(`${model}, over REST`, () => {
    let plant: OpenPlant;
    let rest: Rest;
    beforeAll(async () => {
      plant = await openPlant({ model }, await topologyOf({ model }));
      rest = await serveRest(plant.inverter, { port: 0 });
    });
    afterAll(async () => {
      await rest.close();
      await plant.close();
    });
    const call = async (path: string, options?: RequestInit): Promise<Record<string, unknown>> => {
      const answer = await fetch(`http://127.0.0.1:${rest.port}/${path}`, options);
      const body: unknown = await answer.json();
      return typeof body === 'object' && body !== null ? { ...body } : {};
    };

    for (const [name, payload, leaf, text] of rows)
      test(`${name} ${payload} ${leaf === undefined ? 'is refused' : `shows as ${text}`}`, async () => {
        const { ok, result } = await call(name, { method: 'POST', body: payload });
        deepEqual([ok, result], [leaf !== undefined, result]);
        if (leaf === undefined) return;
        const shown = leaf
          .split('/')
          .reduce<unknown>((tree, key) => Object(tree)[key], await call('runAll'));
        equal(String(shown), text);
      });
  });
