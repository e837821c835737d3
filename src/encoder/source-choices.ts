import { StillwebError } from '../errors.ts';

/** What a setting says behind the `?` of a source: `FOLDER?name=value&name=value`, values percent-encoded where they need be. */

export interface DividedSource {
  readonly place: string;
  /** Behind the first `?`; null where there is none. */
  readonly choices: string | null;
}

export function divideSource(source: string): DividedSource {
  const mark = source.indexOf('?');
  return mark < 0
    ? { place: source, choices: null }
    : { place: source.slice(0, mark), choices: source.slice(mark + 1) };
}

/** `part` is all of it, `value` what stands behind the first `=`, still encoded. */
export interface WrittenChoice {
  readonly part: string;
  readonly name: string;
  readonly value: string;
}

/** The choices one by one, as they are written. */
export function* eachChoice(choices: string): Generator<WrittenChoice> {
  for (const part of choices.split('&')) {
    const equals = part.indexOf('=');
    if (equals < 0) yield { part, name: part, value: '' };
    else yield { part, name: part.slice(0, equals), value: part.slice(equals + 1) };
  }
}

/** @param setting for errors @throws StillwebError SETTING_INVALID */
export function decodeChoice(value: string, setting = 'encoder'): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalidChoice(`${JSON.stringify(value)} is no percent-encoded text`, setting);
  }
}

/** Choices as one string; '' for none. @param names in the order in which they are written, so that equal choices are equal strings */
export function writeChoices<Name extends string>(
  names: readonly Name[],
  choices: { readonly [name in Name]?: string | number | undefined },
): string {
  const parts = names.flatMap((name) => {
    const value = choices[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

export function invalidChoice(message: string, setting = 'encoder'): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}
