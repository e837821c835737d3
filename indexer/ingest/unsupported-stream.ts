import type { ErrorFacts } from '../../src/errors.ts';

/** Thrown by a decoder when a compressed stream may be sound and needs what is not here: a limit, and no damage. */
export class UnsupportedStream extends Error {
  readonly facts: ErrorFacts;

  /** @param what goes on after the name of the file, without a full stop */
  constructor(what: string, facts: ErrorFacts) {
    super(what);
    this.name = 'UnsupportedStream';
    this.facts = facts;
  }
}
