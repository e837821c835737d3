import { unknownFields } from '../contract/shape.ts';
import { StillwebError } from '../errors.ts';

/** Every name of the options of a call: TypeScript refuses a table that lacks one, or has one too many. */
export type OptionNames<Options> = { readonly [name in keyof Required<Options>]: true };

/**
 * Refuses what a call would pass over: a typing slip must not be a default without a word. The message and the facts are those
 * of a request with unknown fields.
 *
 * @param call for people: what takes the options
 * @param options of a program that no type may have looked at; undefined for none
 * @throws StillwebError SETTING_INVALID for names that the call does not take, with those that were most likely meant
 */
export function refuseUnknownOptions<Options extends object>(
  call: string,
  options: Options | undefined,
  names: OptionNames<Options>,
): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new StillwebError('SETTING_INVALID', `${call}: the options are an object`, { setting: 'options' });
  }
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(names, name));
  if (unknown.length === 0) return;
  const { message, facts } = unknownFields(unknown.map((name) => ({ name, known: Object.keys(names) })));
  const setting = (facts.unknown as readonly string[])[0];
  throw new StillwebError('SETTING_INVALID', `${call}: ${message}`, { setting, ...facts });
}
