import type { ErrorCode, ErrorFacts } from '../errors.ts';

/** What a failed call knows, beside its sentence. */
export interface ClientFailure {
  /** A code of docs/errors.md. A server of a later version may have more. */
  readonly code: ErrorCode | (string & {});
  /** Data for programs. */
  readonly facts: ErrorFacts;
  /** How to mend it: an imperative clause without a full stop. */
  readonly fix: string;
  /** As in the log of the server; null where none has answered. */
  readonly requestId: string | null;
  /** HTTP status; null where no server has answered. */
  readonly status: number | null;
}

/** A refusal or a fault that the server has answered, or that no server has. */
export class StillwebClientError extends Error implements ClientFailure {
  readonly code: ClientFailure['code'];
  readonly facts: ErrorFacts;
  readonly fix: string;
  readonly requestId: string | null;
  readonly status: number | null;

  constructor(message: string, failure: ClientFailure, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StillwebClientError';
    this.code = failure.code;
    this.facts = failure.facts;
    this.fix = failure.fix;
    this.requestId = failure.requestId;
    this.status = failure.status;
  }

  /** Whether the caller can change something: a 4xx. */
  get isRefusal(): boolean {
    return this.status !== null && this.status >= 400 && this.status < 500;
  }
}
