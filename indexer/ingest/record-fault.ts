import { type ErrorCode, type ErrorFacts, StillwebError } from '../../src/errors.ts';
import type { SourceLocation } from './collection.ts';

/** `corpus.jsonl line 3`, or the file alone where lines do not count. */
export function describeLocation(location: SourceLocation): string {
  return location.line === undefined ? location.file : `${location.file} line ${location.line}`;
}

/** An error about one record; `what` goes on after the place, without a full stop. The place is in the facts as well. */
export function recordFault(
  code: ErrorCode,
  location: SourceLocation,
  what: string,
  facts: ErrorFacts = {},
  options?: ErrorOptions,
): StillwebError {
  const place: ErrorFacts =
    location.line === undefined ? { file: location.file } : { file: location.file, line: location.line };
  return new StillwebError(code, `${describeLocation(location)} ${what}`, { ...place, ...facts }, options);
}
