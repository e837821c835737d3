import { StillwebError } from '../errors.ts';

/**
 * @param value undefined: the default, which is right
 * @param most absent: without an end
 * @throws StillwebError SETTING_INVALID for what is no integer from `least` on
 */
export function checkNumber(setting: string, value: unknown, least: number, most?: number): void {
  const isInside = (number: number): boolean => number >= least && number <= (most ?? number);
  if (value === undefined || (Number.isSafeInteger(value) && isInside(value as number))) return;
  const range = most === undefined ? `of ${least} or more` : `of ${least} to ${most}`;
  const message = `${setting} is an integer ${range}, not ${String(value)}`;
  throw new StillwebError('SETTING_INVALID', message, { setting, least, ...(most !== undefined && { most }) });
}

/** @throws StillwebError SETTING_INVALID for what is neither true nor false */
export function checkSwitch(setting: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new StillwebError('SETTING_INVALID', `${setting} is true or false, not ${String(value)}`, { setting });
}

/** @throws StillwebError SETTING_INVALID for what is not one of a list */
export function checkChoice(setting: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  const message = `${setting} is one of ${choices.join(', ')}, not ${String(value)}`;
  throw new StillwebError('SETTING_INVALID', message, { setting, choices });
}
