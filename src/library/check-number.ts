import { StillwebError } from '../errors.ts';

/** @param value undefined: the default, which is right @throws StillwebError SETTING_INVALID for what is no integer from `least` on */
export function checkNumber(setting: string, value: unknown, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= least)) return;
  const message = `${setting} is an integer of ${least} or more, not ${String(value)}`;
  throw new StillwebError('SETTING_INVALID', message, { setting, least });
}

/** @throws StillwebError SETTING_INVALID for what is not one of a list */
export function checkChoice(setting: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  const message = `${setting} is one of ${choices.join(', ')}, not ${String(value)}`;
  throw new StillwebError('SETTING_INVALID', message, { setting, choices });
}
