import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { controlsDocument } from '../../scripts/docs-controls.mjs';
import { aliases, unsupported } from '../../src/controls/aliases.js';
import { controlNames, describeControl, findControl } from '../../src/controls/controls.js';
import { foresee } from '../../src/controls/writing/prepare.js';
import { familyOf } from '../../src/registers/families.js';
import { modelOf } from '../../src/registers/models.js';

const document = controlsDocument({
  controlNames,
  describeControl,
  findControl,
  foresee,
  familyOf,
  modelOf,
  unsupported,
});

test('docs/controls.md says what the tables say; if not: npm run build && node scripts/docs-controls.mjs', () =>
  equal(readFileSync('docs/controls.md', 'utf8'), document));

test('it shows every control and every field', () => {
  for (const name of controlNames) ok(document.includes(`\`${name}\``), name);
});

describe('names', () => {
  // The names of the controls reference, sections 2 and 10, and those of MQTT and REST.
  const names =
    'pauseChargeSchedule resumeChargeSchedule pauseDischargeSchedule resumeDischargeSchedule setChargeTarget setBatteryReserve setChargeSlot1 setDischargeSlot1 setDischargeSlot2 setBatteryMode enableChargeTarget setChargeTarget2 setDischargeTarget setExportTarget setBatteryCutoff setChargeRate setDischargeRate setChargeRateAC setDischargeRateAC setChargeSlot setChargeSlotStart setChargeSlotEnd setDischargeSlot setDischargeSlotStart setDischargeSlotEnd setExportSlot setExportSlotStart setExportSlotEnd setPauseSlot setPauseStart setPauseEnd setBatteryPauseMode enableChargeSchedule enableDischargeSchedule setEcoMode setActivePowerRate setForceCharge setForceDischarge setACCharge setEmsPlant setExportLimit setCarChargeBoost rebootinverter reboot rebootInverter setBatteryCalibration enableDischarge enableRTC setDateTime syncDateTime forceCharge forceExport tempPauseCharge tempPauseDischarge cancelJob setChargeStart1 setChargeEnd10 setDischargeStart10 setDischargeEnd1 setChargeTarget1 setChargeTarget10 setDischargeTarget1 setDischargeTarget10 setEMSChargeStart1 setEMSChargeEnd3 setEMSChargeTarget3 setEMSDischargeStart2 setEMSDischargeEnd2 setEMSDischargeTarget3 setEMSDischargeTarget setExportStart1 setExportEnd3 setExportTarget3 setChargeSlot3 setDischargeSlot10 setExportSlot3 setBatteryPowerMode enableDishargeSchedule setShallowCharge rebootInvertor';

  test('of GivTCP are all known', () => {
    for (const name of names.split(' ')) ok(findControl(name).control, name);
  });

  test('that do nothing in GivTCP are refused with a reason', () => {
    for (const name of ['rebootAddon', 'setLocalControlMode', 'setPVInputMode', 'testCommand'])
      ok(unsupported.has(name), name);
  });

  test('mean one thing each, in any case', () => {
    const all = [...controlNames, ...aliases.keys()].map((name) => name.toLowerCase());
    equal(new Set(all).size, all.length);
  });

  test('that end in a number settle the slot', () => {
    deepEqual(findControl('setChargeStart3').fixed, { slot: 3 });
    deepEqual(
      describeControl('setChargeStart3').fields.map(({ name }) => name),
      ['start'],
    );
    equal(describeControl('setChargeStart3').name, 'setChargeSlotStart');
  });

  test('an alias leads to a control that exists', () => {
    for (const { control } of aliases.values()) ok(controlNames.includes(control), control);
  });
});

test('an editor learns kind, limits, unit and choices of a field', () => {
  deepEqual(describeControl('setChargeTarget').fields, [
    {
      name: 'chargeToPercent',
      kind: 'percent',
      label: 'Charge to',
      optional: false,
      unit: '%',
      limits: [4, 100],
    },
  ]);
  const [mode] = describeControl('setBatteryMode').fields;
  ok(mode?.choices?.includes('Timed Export'));
});
