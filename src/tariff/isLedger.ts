import type { Ledger } from './ledger.js';

/** Is what was found where ledgers are kept one? */
export const isLedger = (value: unknown): value is Ledger =>
  isRecord(value) &&
  typeof value['serial'] === 'string' &&
  isNumber(value['at']) &&
  /^\d{4}-\d\d-\d\d$/.test(String(value['day'])) &&
  isRate(value['rate']) &&
  (value['switched'] === undefined || isListOf(value['switched'], isSwitched)) &&
  isMapOf(value['seen'], isSeen) &&
  isTallies(value['today']) &&
  isTallies(value['total']) &&
  isMapOf(value['began'], isNumber) &&
  isBattery(value['battery']);

type Is = (value: unknown) => boolean;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber: Is = (value) => typeof value === 'number' && Number.isFinite(value);
const isListOf = (value: unknown, is: Is): boolean => Array.isArray(value) && value.every(is);
const isMapOf = (value: unknown, is: Is): boolean =>
  isRecord(value) && Object.values(value).every(is);
const hasNumbers = (value: unknown, names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => isNumber(value[name]));

const isRate: Is = (value) => value === 'day' || value === 'night';
const isSwitched: Is = (value) => isRecord(value) && isRate(value['rate']) && isNumber(value['at']);
const isSeen: Is = (value) =>
  isRecord(value) &&
  hasNumbers(value, ['value', 'at']) &&
  (value['next'] === undefined || hasNumbers(value['next'], ['value', 'at']));
const isTallies: Is = (value) =>
  isRecord(value) &&
  ['day', 'night', 'export'].every((account) => hasNumbers(value[account], ['energy', 'money']));
const isBattery: Is = (value) =>
  isRecord(value) &&
  hasNumbers(value, ['price', 'since']) &&
  (value['stored'] === undefined || isNumber(value['stored'])) &&
  hasNumbers(value['flows'], ['charged', 'fromAc', 'discharged', 'imported', 'paid']);
