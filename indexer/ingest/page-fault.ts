import type { ErrorCode } from '../../src/errors.ts';

/** Why a page cannot be read; the reader adds the place and makes a catalogue error of it. */
export class PageFault extends Error {
  readonly code: ErrorCode;
  readonly line: number | undefined;

  /** @param what goes on after the name of the file, without a full stop */
  constructor(code: ErrorCode, what: string, line?: number, options?: ErrorOptions) {
    super(what, options);
    this.name = 'PageFault';
    this.code = code;
    this.line = line;
  }
}
