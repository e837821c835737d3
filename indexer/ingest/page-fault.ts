import type { ErrorCode, ErrorFacts } from '../../src/errors.ts';

/** Why a page cannot be read; the reader adds the place and makes a catalogue error of it. */
export class PageFault extends Error {
  readonly code: ErrorCode;
  readonly line: number | undefined;
  readonly facts: ErrorFacts;

  /** @param what goes on after the name of the file, without a full stop */
  constructor(code: ErrorCode, what: string, line?: number, options?: ErrorOptions & { facts?: ErrorFacts }) {
    super(what, options);
    this.name = 'PageFault';
    this.code = code;
    this.line = line;
    this.facts = options?.facts ?? {};
  }
}
