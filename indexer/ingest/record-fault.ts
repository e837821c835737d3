import { type ErrorCode, type ErrorFacts, StillwebError } from '../../src/errors.ts';
import type { ReadOptions, SourceLocation } from './collection.ts';

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

/** Reports why something could not become a document. @throws the error again when it is none of the catalogue */
export function reportFault(error: unknown, location: SourceLocation, onProblem: ReadOptions['onProblem']): void {
  if (!(error instanceof StillwebError)) throw error;
  onProblem({ code: error.code, location, error });
}
