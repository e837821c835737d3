import { type ErrorCode, type ErrorFacts, StillwebError } from '../../src/errors.ts';
import type { ReadOptions, SourceLocation } from './collection.ts';

/** `corpus.jsonl line 3`, `crawl.warc record 3`, or the file alone where neither counts. */
export function describeLocation({ file, line, record }: SourceLocation): string {
  if (line !== undefined) return `${file} line ${line}`;
  return record === undefined ? file : `${file} record ${record}`;
}

/** An error about one record; `what` goes on after the place, without a full stop. The place is in the facts as well. */
export function recordFault(
  code: ErrorCode,
  location: SourceLocation,
  what: string,
  facts: ErrorFacts = {},
  options?: ErrorOptions,
): StillwebError {
  const { file, line, record } = location;
  const place: ErrorFacts = {
    file,
    ...(line === undefined ? {} : { line }),
    ...(record === undefined ? {} : { record }),
  };
  return new StillwebError(code, `${describeLocation(location)} ${what}`, { ...place, ...facts }, options);
}

/** Reports why something could not become a document. @throws the error again when it is none of the catalogue */
export function reportFault(error: unknown, location: SourceLocation, onProblem: ReadOptions['onProblem']): void {
  if (!(error instanceof StillwebError)) throw error;
  onProblem({ code: error.code, location, error });
}
