/**
 * Where our controls write something else than GivTCP 3.6 did in its recorded tests, on purpose.
 * docs/controls.md prints this, and a test replays every recorded call: what is not here is equal.
 *
 * `ours` gives the writes from the recorded ones, or undefined where the call is refused.
 */
const withoutFirst = (writes) => writes.split(' ').slice(1).join(' ');
const firstLast = (writes) => [withoutFirst(writes), writes.split(' ')[0]].join(' ');
const refused = () => undefined;
const always = (writes) => () => writes;

const gen1 = ['hybrid_gen1'];
const aio = ['all_in_one'];
const threePhase = ['hybrid_3ph'];
const ems = ['ems'];
const inverters = [...gen1, ...aio, ...threePhase];

export const differences = [
  {
    title: 'setChargeTarget',
    calls: /^setChargeTarget$/,
    models: inverters,
    ours: (writes) => writes.split(' ').at(-1),
    why: 'The target alone, as in GivTCP 3.5 and from 3.6 beta 6 on; switching target and schedule on is asked for by other controls. When the target is switched off the outcome says "stored, not active".',
  },
  {
    title: 'enableChargeTarget, on',
    calls: /^enableChargeTarget$/,
    models: inverters,
    ours: always('20=1'),
    why: 'The flag alone. The betas of 3.6 also switched the schedule on, and at a target of 100 % switched the target off when asked to switch it on.',
  },
  {
    title: 'setBatteryMode Eco',
    calls: /^setBatteryMode$/,
    models: inverters,
    ours: always('27=1 59=0'),
    why: "The reserve is the user's and is kept. Only a reserve of 100 %, which would stop the battery, gives way to the one remembered from before, or to 4 %. GivTCP always writes 4 %.",
  },
  {
    title: 'slots 3 to 10 and slot targets on three-phase',
    calls: /^set(Charge|Discharge)(Slot3|Start\d+|End\d+|Target\d*)$/,
    models: threePhase,
    ours: refused,
    why: 'Refused unless the inverter answers for these registers: what cannot be read back cannot be confirmed.',
  },
  {
    title: 'setDischargeSlot3 on a model with two slots',
    calls: /^setDischargeSlot3$/,
    models: gen1,
    ours: refused,
    why: 'Refused before anything is written. GivTCP had written the reserve by the time it noticed.',
  },
  {
    title: 'setDischargeSlot with dischargeToPercent',
    calls: /^setDischargeSlot[123]?$/,
    models: inverters,
    payload: /dischargeToPercent/,
    ours: firstLast,
    why: 'The slot first, then the reserve, and everything is checked before the first write.',
  },
  {
    title: 'setChargeSlot with chargeToPercent on models with ten slots',
    calls: /^setChargeSlot1?$/,
    models: aio,
    ours: (writes) => `${writes} 242=90`,
    why: 'Slot 1 has a target of its own there, and charging stops at the lower of the two: both are set.',
  },
  {
    title: 'setChargeSlot2 and 3 with chargeToPercent on models with ten slots',
    calls: /^setChargeSlot[23]$/,
    models: aio,
    ours: (writes, call) => writes.replace('116=', call === 'setChargeSlot2' ? '245=' : '248='),
    why: "The slot's own target instead of the common one, which belongs to slot 1.",
  },
  {
    title: 'setChargeRate above the largest battery power',
    calls: /^setChargeRate$/,
    models: aio,
    ours: always('111=38'),
    why: 'The newest rule of 3.6, which the recorded call precedes: the full rate is the largest battery power in percent of the capacity, rounded up.',
  },
  {
    title: 'forceCharge',
    calls: /^forceCharge$/,
    models: gen1,
    ours: always('116=100 94=1200 95=1230 111=15 318=0 96=1'),
    why: 'The rate by the same rule as setChargeRate, a pause is lifted where the model has one, and the enabling flag comes last.',
  },
  {
    title: 'forceCharge on models with ten slots',
    calls: /^forceCharge$/,
    models: aio,
    ours: always('116=100 242=100 94=1200 95=1230 111=38 318=0 96=1'),
    why: "The same, and slot 1's own target as well, since charging stops at the lower of the two.",
  },
  {
    title: 'the end of forceCharge',
    calls: /^FCResume$/,
    models: gen1,
    ours: always('111=50 95=530 94=2330 116=29'),
    why: 'The raw values from before the job, last written first restored, and only those that the job changed and nobody else has changed since. GivTCP converts the rate to watts and back and loses it on the way: 50 came back as 15.',
  },
  {
    title: 'the end of forceCharge on models with ten slots',
    calls: /^FCResume$/,
    models: aio,
    ours: always('96=0 111=50 95=530 94=0'),
    why: 'The same; 116 and 242 were at 100 % before.',
  },
  {
    title: 'the end of forceCharge on three-phase',
    calls: /^FCResume$/,
    models: threePhase,
    ours: always('1123=0 1110=90 1114=430 1113=30 1111=80'),
    why: 'The same, in our order.',
  },
  {
    title: 'forceExport',
    calls: /^forceExport$/,
    models: gen1,
    ours: always('56=1200 57=1230 112=15 110=4 318=0 27=0 59=1'),
    why: 'Discharge slot 2 is left alone: GivTCP clears it and never restores it. The times come before the flags that make them count.',
  },
  {
    title: 'forceExport on the All-in-One',
    calls: /^forceExport$/,
    models: aio,
    ours: always('56=1200 57=1230 112=38 110=4 318=0 27=0 59=1'),
    why: 'The same.',
  },
  {
    title: 'forceExport on three-phase',
    calls: /^forceExport$/,
    models: threePhase,
    ours: always('1118=1200 1119=1230 1108=100 1109=4 1123=0 1122=1'),
    why: 'The same; 27 and 59 are not needed for it there.',
  },
  {
    title: 'the end of forceExport',
    calls: /^FEResume$/,
    models: [...gen1, ...aio],
    ours: always('59=0 27=1 112=50 57=0 56=0'),
    why: 'Flags first, each register once, raw values. GivTCP writes 59 and 110 twice.',
  },
  {
    title: 'the end of forceExport on three-phase',
    calls: /^FEResume$/,
    models: threePhase,
    ours: always('1122=0 1109=10 1108=95 1119=1900 1118=1500'),
    why: 'GivTCP restores register 112, which means nothing there, and leaves 1108 at 100 %.',
  },
  {
    title: 'the end of a temporary pause',
    calls: /^tmpP[CD]Resume$/,
    models: [...gen1, ...aio],
    ours: (writes) => `${writes.split('=')[0]}=50`,
    why: 'The raw value from before, not one converted to watts and back.',
  },
  {
    title: 'setBatteryPauseMode, setPauseSlot, setPauseStart, setPauseEnd on the All-in-One',
    calls: /^set(BatteryPauseMode|PauseSlot|PauseStart|PauseEnd)$/,
    models: aio,
    ours: (_, call, payload) => pauseWrites(call, JSON.parse(payload)),
    why: 'Allowed, as in 3.6 from beta 1 on; the recorded refusals are older.',
  },
  {
    title: 'setEMS... on an inverter',
    calls: /^setEMS/,
    models: inverters,
    ours: refused,
    why: "These names are for an EMS. GivTCP writes the inverter's own slots instead.",
  },
  {
    title: 'setBatteryCutoff on three-phase',
    calls: /^setBatteryCutoff$/,
    models: threePhase,
    ours: refused,
    why: 'Register 114 reads 0 there and means nothing. The answer names setBatteryReserve (1109) and setBatteryReserveAlternate (1078).',
  },
  {
    title: 'setCarChargeBoost',
    calls: /^setCarChargeBoost$/,
    models: ems,
    ours: refused,
    why: 'Nobody has shown that register 2073 is safe to write: it needs "Untried settings".',
  },
  {
    title: 'setLocalControlMode',
    calls: /^setLocalControlMode$/,
    models: [...inverters, ...ems],
    ours: refused,
    why: 'GivTCP answers without doing anything; here it is said that it is not supported.',
  },
  {
    title: 'Cancel while nothing runs, on the EMS',
    calls: /^(forceCharge|forceExport|tempPauseCharge|tempPauseDischarge)$/,
    models: ems,
    payload: /^Cancel$/,
    ours: always(''),
    why: 'Ending what does not run succeeds and writes nothing, on every plant.',
  },
];

const PAUSES = ['Disabled', 'PauseCharge', 'PauseDischarge', 'PauseBoth'];

const pauseWrites = (call, { state, start, finish }) => {
  if (call === 'setBatteryPauseMode') return `318=${PAUSES.indexOf(state)}`;
  const word = (time) => Number(time.replace(':', ''));
  const writes = [start && `319=${word(start)}`, finish && `320=${word(finish)}`];
  return writes.filter(Boolean).join(' ');
};
