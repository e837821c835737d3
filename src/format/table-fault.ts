import type { ErrorCode, ErrorFacts } from '../errors.ts';

/** What is wrong with a table as a whole: a reader adds the file and makes a catalogue error of it. */
export class TableFault extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  /** @param what goes on after the name of the file, without a full stop */
  constructor(code: ErrorCode, what: string, facts: ErrorFacts = {}) {
    super(what);
    this.name = 'TableFault';
    this.code = code;
    this.facts = facts;
  }
}
