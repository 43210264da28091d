import { phrasebook } from '../../phrasebook.js';

/** What controls say when they refuse, and what they warn of. Of two that fit, the first is meant. */
export const phrases = phrasebook({
  // Why a whole plant is not written to.
  readOnlyModel:
    'this model (code {code}) can only be read: nobody has shown which of its settings are safe to change',
  otherModel:
    'the model set by hand ({model}) is not what the inverter says it is ({family}, code {code}): nothing is written until they agree',
  readOnly: 'the settings of this inverter are switched to read only: nothing was written',
  notDetected:
    'nothing was written: the inverter has not told yet what it is. Try again once the status says online',
  presentUnread: 'nothing was written, since the present values could not be read: {why}',

  // Why one setting is not.
  settingRefused: '{setting} cannot be set here: {why}',
  noSettingBut: 'this {model} ({code}) has no setting {setting} that may be written. {instead}',
  noSetting: 'this {model} ({code}) has no setting {setting} that may be written.',
  useReserve: 'Use setBatteryReserve or setBatteryReserveAlternate.',
  useJobs: 'To stop charging or discharging for a while use tempPauseCharge or tempPauseDischarge.',
  twoSlots: 'this {model} has two slots and no targets of their own, or has not answered for more',
  noPowerLimits: 'this inverter does not answer for its power limits',
  noPause: 'a {model} with this firmware does not have it',
  pauseUnread: 'the inverter has not answered for it, so a write could not be confirmed',
  untried:
    'nobody has shown that writing it is safe. "Untried settings" in the settings of the inverter allows it, at your own risk',
  unanswered: 'this inverter does not answer for it',
  notListed: 'register {register} = {word} is not on the list of what may be written to this plant',
  aboveLargest:
    "{setting} {value} is more than the largest value ever read from this EMS ({largest}): it may be the grid operator's limit",
  noSlot: 'slot is {slot}: this {model} has {kind} slots 1 to {slots}',
  onlyEms: '{control} by this name is for an EMS, and this is a {model}',
  onlyThreePhase: '{control} by this name is for a three-phase inverter, and this is a {model}',
  noCapacity:
    'watts cannot be turned into percent: the battery capacity of this plant is not known (yet). Give "percent" instead',
  noLargestPower:
    'watts cannot be turned into percent: the largest battery power of this plant is not known (yet). Give "percent" instead',
  clockLost:
    "the inverter's clock is lost, so a job of some minutes cannot be timed: set it with syncDateTime first",
  noTariff:
    'switchRate: there is no tariff that is switched by hand: fill in the rates under Tariff in the settings of the inverter, and choose so there',
  spent:
    '{spent} of {limit} writes a day are spent and this needs {needed} more: it was not written. The count starts again at midnight; the limit is in the settings of the inverter',

  // What a field expects.
  time: 'must be a time of day such as 01:30, 0130 or 01:30:00',
  switch: 'must be enable or disable (on/off, true/false and 1/0 are understood too)',
  choice: 'must be one of {choices}',
  minutes: 'must be whole minutes from 1 to 1439, or Cancel',
  dateTime: 'must be a date and time such as 2026-08-14T09:05:30 or 14/08/2026 09:05:30, or "now"',
  list: 'must be a list',
  settings: 'must be an object of settings by name',
  wholeWithin: 'must be a whole number from {low} to {high}',
  whole: 'must be a whole number',
  badJson: 'looks like JSON but is not: check quotes and brackets',

  // Warnings.
  strangers: 'Not a field of this control, ignored: {names}',
  otherInverter: 'These are the settings of another inverter ({serial}).',
  notRestored: 'Not restored, since this plant does not take them: {names}',
  limited: 'Limited to 1 %: three-phase inverters refuse 0, so a little still flows.',
  unproven:
    'On three-phase inverters nobody has shown what this setting does; it is written and read back, its effect is unverified.',
  gatewayRate:
    'Nobody has shown that a Gateway goes by this rate: the only one recorded holds 0 here, and charges all the same.',
  noReserveKnown:
    'The battery reserve is 100 % and the one before it is not known, so the battery will not discharge. Set one with setBatteryReserve.',
  noSlotLeft: 'No slot is left for {period}: this {model} has {slots} of them.',
  oneTarget:
    'One charge target serves all slots of this {model}: {percent} %, the highest of those asked for.',
  oneReserve:
    'One battery reserve serves all slots of this {model}: {percent} %, the highest of those asked for.',
  noEmsRate: 'An EMS has no rate to set: the power of the periods is left out.',
  oneChargeRate: 'One charge rate serves all slots: {watts} W, the highest of those asked for.',
  oneDischargeRate:
    'One discharge rate serves all slots: {watts} W, the highest of those asked for.',
  sameTimes:
    'Start and end are the same: such a slot is empty or lasts all day, depending on the firmware.',
  raised: '{asked} % was asked for; the inverter takes no less than {least} %, so it is that.',
  targetOff:
    'Stored, not active: the charge target is switched off (enableChargeTarget switches it on).',
  bounce: 'With the charge target switched on at 100 % some batteries bounce between 99 and 100 %.',
  seedReserve:
    'The original GivTCP wrote dischargeToPercent into register 114, the cutoff. As in GivTCP since version 2 it is the battery reserve now; for register 114 use setBatteryCutoff.',
  lowered: 'Meanwhile the battery reserve is lowered from {before} % to {during} %.',
  leftAlone: '{name} was changed to {meaning} while the job ran, and stays so.',
  untriedWritten:
    'Written only because "Untried settings" is on: nobody has shown that these settings are safe to change.',
  wouldBeReadOnly:
    'The settings of this inverter are switched to read only: without a dry run nothing would be written.',
  manyWrites:
    "{writes} writes today, and at {limit} they stop: each one wears the inverter's memory.",
});

export const say: (typeof phrases)['say'] = phrases.say;
