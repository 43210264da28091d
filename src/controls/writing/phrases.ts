import { phrasebook } from '../../phrasebook.js';

/** What controls say when they refuse, and what they warn of. Of two that fit, the first is meant. */
export const phrases = phrasebook('writing', {
  // Why a whole plant is not written to.
  readOnlyModel:
    'this model can only be read: nobody has shown which of its settings are safe to change (model code {code})',
  otherModel:
    'nothing was written, because the model filled in by hand ({model}) is not what the inverter says it is: correct the model code or leave it empty ({family}, {code})',
  readOnly:
    'the settings of this inverter say Read only, so nothing was written: switch that off in their tab Writing if you mean it',
  notDetected:
    'nothing was written, because the inverter has not told yet what it is: try again once the status shows figures',
  presentUnread: 'nothing was written, because the present values could not be read: {why}',

  // Why one setting is not.
  settingRefused: '{setting} cannot be set here: {why}',
  noSettingBut:
    'this model, {model}, has no setting "{setting}" that may be changed (model code {code}). {instead}',
  noSetting:
    'this model, {model}, has no setting "{setting}" that may be changed (model code {code})',
  useReserve:
    'Use "Battery reserve" (setBatteryReserve) or "Second battery reserve" (setBatteryReserveAlternate)',
  useJobs:
    'To stop charging or discharging for a while use "Pause charging for a while" (tempPauseCharge) or "Pause discharging for a while" (tempPauseDischarge)',
  twoSlots: 'this {model} has two slots and no targets of their own, or has not answered for more',
  noPowerLimits:
    'this inverter does not tell its power limits when asked, so a change could not be confirmed',
  noPause: 'a {model} with this firmware does not have it',
  pauseUnread:
    'the inverter has not told yet how it is set, so a change could not be confirmed: try again in some minutes',
  untried:
    'nobody has shown that writing it is safe. "Untried settings" in the settings of the inverter allows it, at your own risk',
  unanswered:
    'this inverter does not tell how it is set when asked, so a change could not be confirmed',
  notListed:
    'this value is not on the list of what is known to be safe on this inverter, so it was not written (register {register} = {word})',
  otherInverterHere:
    'another inverter answers at this address now, and nothing was written to it: check the address in the settings',
  closed:
    'nothing was written, because the flow was stopped or deployed anew meanwhile: send it again',
  givenUp:
    'writing was given up, because the flow was stopped or deployed anew meanwhile: send it again',
  aboveLargest:
    "{setting}: {value} is more than the largest value ever read from this EMS ({largest}): it may be the grid operator's limit",
  noSlot: 'there is no slot {slot}: this {model} has {kind} 1 to {slots}',
  onlyEms: '"{control}" is for an EMS, and this is a {model}',
  onlyThreePhase: '"{control}" is for three-phase inverters, and this is a {model}',
  noCapacity:
    'watts cannot be turned into percent: the battery capacity of this plant is not known (yet). Give "percent" instead',
  noLargestPower:
    'watts cannot be turned into percent: the largest battery power of this plant is not known (yet). Give "percent" instead',
  clockLost:
    'the clock of the inverter is wrong, so it could not end this after some minutes: first use "Set the inverter clock to now" (syncDateTime)',
  jobUnsaved:
    'nothing was written, because it could not be noted on disk what to put back after a restart: make sure that the disk has room and may be written to ({cause})',
  jobBarred:
    'what this timed job changed may no longer be changed on this inverter, so it cannot be put back: set it by hand (register {register})',
  jobUnended:
    'the time of "{control}" is over, but the settings from before are not back yet: {why}. It is tried again; until then the inverter goes on as it is',
  noTariff:
    'there is no tariff that is switched by hand: in the settings of the inverter, tab Tariff, fill in the rates and choose "By hand"',
  unknownControl:
    'there is no control named "{name}": choose one in the node, or take a name from its help, for example setChargeTarget',
  unsupported: 'the control {name} does nothing here: {why}',
  neverWritten: 'GivTCP takes this name too, but has never written anything for it',
  noWriter: 'GivTCP takes this name too, but has nothing to write it with',
  ownHost: "it restarts GivTCP's own computer, and nothing in the inverter",
  noEffect: 'it has no effect in GivTCP either',
  spent:
    '{spent} of {limit} writes a day are spent and this needs {needed} more, so it was not written: look for a flow that writes all the time, or raise the limit in the tab Writing. The count starts again at midnight',

  // What a field expects.
  time: 'must be a time of day such as 01:30, 0130 or 01:30:00',
  switch: 'must be enable or disable (on/off, true/false and 1/0 are understood too)',
  choice: 'must be one of {choices}',
  minutes: 'must be whole minutes from 1 to 1439, or Cancel',
  dateTime: 'must be a date and time such as 2026-08-14T09:05:30 or 14/08/2026 09:05:30, or "now"',
  list: 'must be a list',
  settings: 'must be an object of settings by name',
  capacityPercent: 'must be a whole number from 0 to {high} % of the capacity per hour',
  wholeWithin: 'must be a whole number from {low} to {high}',
  whole: 'must be a whole number',
  wholeWatts: 'must be whole watts',
  within: 'must be from {low} to {high}',
  only: 'only {choices} may be written',
  slotTimes: 'must be times from 00:00 to 23:59',
  onOff: 'must be on or off',
  never: 'cannot be written',
  otherEnd: 'must differ from the start',
  periods: 'must be a list of at most {most} periods such as {example}',
  overlap: 'these two overlap and ask for different things',
  badJson: 'looks like JSON but is not: check quotes and brackets',

  // Warnings.
  strangers: 'This control has no such field, so it was passed over: {names}',
  otherInverter: 'These are the settings of another inverter ({serial}).',
  notRestored: 'Not restored, because this inverter does not take them: {names}',
  limited: 'Limited to 1 %: three-phase inverters refuse 0, so a little still flows.',
  unproven:
    'On three-phase inverters nobody has shown what this setting does; it is written and read back, its effect is unverified.',
  gatewayRate:
    'Nobody has shown that a Gateway goes by this rate: the only one recorded holds 0 here, and charges all the same.',
  noReserveKnown:
    'The battery reserve is 100 % and the one before it is not known, so the battery will not discharge. Set one with "Battery reserve" (setBatteryReserve).',
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
    'Stored, but not active, because the charge target is switched off: "Use the charge target" (enableChargeTarget) switches it on.',
  chargeOff:
    'Stored, but not active, because timed charging is switched off: "Timed charging" (enableChargeSchedule) switches it on.',
  dischargeOff:
    'Stored, but not active, because timed discharging is switched off: "Timed discharging" (enableDischargeSchedule) switches it on.',
  bounce: 'With the charge target switched on at 100 % some batteries bounce between 99 and 100 %.',
  seedReserve:
    'The GivTCP of 2021 set the battery cutoff with dischargeToPercent. Here it is the battery reserve, as in GivTCP since version 2; for the cutoff use "Battery cutoff" (setBatteryCutoff).',
  lowered: 'Meanwhile the battery reserve is lowered from {before} % to {during} %.',
  leftAlone: 'While the job ran, {setting} was changed to {value}, and it stays so.',
  untriedWritten:
    'Written only because "Untried settings" is on: nobody has shown that these settings are safe to change.',
  wouldBeReadOnly:
    'The settings of this inverter say Read only: without a dry run nothing would be written.',
  heldAnyway: 'There was trouble with {setting}, but the inverter now has {value} as asked: {why}.',
  restartUnanswered:
    'The inverter did not answer the restart, which may be because it restarts. It is not sent again.',
  unsaved:
    'What has to be remembered over a restart could not be saved: make sure that the disk has room and may be written to ({cause}).',
  rateUnsaved:
    'The rate could not be saved, and would be forgotten at the next start: make sure that the disk has room and may be written to ({cause}).',
  manyWrites:
    "{writes} writes today, and at {limit} they stop: each one wears the inverter's memory.",
});

/** What has become of a wish, and why. */
export const outcomePhrases = phrasebook('outcome', {
  confirmed: 'The inverter now shows {settings}.',
  nothingToDo: 'There was nothing to do.',
  unchanged: 'Everything was already as asked: {settings}.',
  wouldBeSame: 'Nothing was written, and nothing would be: everything is as asked.',
  would: 'Nothing was written, this was a dry run. It would set {settings}.',
  restartSent: 'The restart was sent. The connection drops and comes back after some minutes.',
  restartRefused: 'The restart was not accepted.',
  notReadBack:
    'Sent, but not read back: {settings}. What the inverter has now is not known: look again in a minute.',
  lostUnsent:
    'What the inverter has now is not known, because it cannot be reached. Nothing was sent.',
  lostSent:
    'What the inverter has now is not known, because it cannot be reached. Sent before that: {settings}.',
  asBefore: 'Nothing has changed.',
  putBack: 'Nothing has changed: what had been written was put back.',
  has: 'The inverter now has {settings}.',
  superseded: 'Not written: a newer message for the same setting took its place.',
  notShown:
    'the inverter took the change, but does not show it afterwards ({settings}): a plan of its own or the app may have changed it back',
  notSet: '{setting} was not set: {why}',
  otherAnswer: 'the inverter was asked for {asked} and answered {answered}',
  rateSame: 'The {rate} rate holds already; nothing was changed.',
  rateWould: 'Nothing was changed: the {rate} rate would hold from now on.',
  rateHolds: 'The {rate} rate holds from now on. The inverter knows no rates.',
});

/** A failure as a whole: made of other sentences, so it cannot be told from its text. */
export const failurePhrases = phrasebook('failure', { failed: '{control}: {why}. {state}' });

/** What stands in the places of those sentences: settings with their values, alone or several. */
export const pieces = phrasebook('piece', {
  more: '{first}, {rest}',
  toNow: '{setting} to {value} (now {was})',
  to: '{setting} to {value}',
  notRead: '{setting} (not read back)',
  asAsked: '{setting} at {value} (as asked)',
  same: '{setting} at {value} (unchanged)',
  other: '{setting} at {value} (asked for: {asked})',
  at: '{setting} at {value}',
});

export const values = phrasebook('value', {
  on: 'on',
  off: 'off',
  notSet: 'not set',
  notRead: 'not read',
  noneYet: 'none yet',
  charge: 'charge',
  discharge: 'discharge',
  chargeSlots: 'charge slots',
  dischargeSlots: 'discharge slots',
  exportSlots: 'export slots',
  day: 'day',
  night: 'night',
  capacityWatts: '{percent} % of the capacity per hour (about {watts} W)',
  capacity: '{percent} % of the capacity per hour',
  powerWatts: '{percent} % (about {watts} W)',
});

/** Several of them in one place. */
export const listed = (texts: readonly string[]): string => texts.join(', ');

export const say: (typeof phrases)['say'] = phrases.say;
