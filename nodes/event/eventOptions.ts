import {
  labelLanguages,
  usualEventLimits as usual,
  watchNames,
  type EventLimits,
  type EventSettings,
} from '../../src/index.js';
import { badConfig, oneOf, whole, yesNo, type Fields } from '../common/fields.js';
import { configPhrases } from '../common/phrases.js';

/** Throws BAD_CONFIG. */
export const eventSettingsFrom = (fields: Fields): EventSettings => {
  const watch = watchNames.filter((name) => yesNo(fields, name, false));
  if (watch.length === 0) throw badConfig(configPhrases.say('noEvent'));
  return {
    watch,
    limits: limitsFrom(fields),
    language: oneOf(fields, 'language', labelLanguages),
    tellAtStart: yesNo(fields, 'tellAtStart', false),
  };
};

const limitsFrom = (fields: Fields): EventLimits => ({
  importPower: whole(fields, 'importLimit', [1, 100_000], usual.importPower),
  exportPower: whole(fields, 'exportLimit', [1, 100_000], usual.exportPower),
  powerFor: whole(fields, 'powerFor', [0, 3600], usual.powerFor / SECOND) * SECOND,
  low: whole(fields, 'lowAt', [1, 99], usual.low),
  full: whole(fields, 'fullAt', [2, 100], usual.full),
  inverterHeat: whole(fields, 'inverterHeatAt', [20, 120], usual.inverterHeat),
  batteryHeat: whole(fields, 'batteryHeatAt', [10, 80], usual.batteryHeat),
  cellSpread: whole(fields, 'cellsAt', [10, 2000], usual.cellSpread),
  disobeyedFor: whole(fields, 'planAfter', [1, 240], usual.disobeyedFor / MINUTE) * MINUTE,
  offlineFor: whole(fields, 'offlineAfter', [0, 86_400], usual.offlineFor / SECOND) * SECOND,
});

const SECOND = 1000;
const MINUTE = 60_000;
