/**
 * The one error class, over the catalogue of errors.
 *
 * Three kinds of failure, never mixed: refusals (the caller can change something: 4xx), faults (we, the disk or a peer:
 * 5xx) and bugs (plain `TypeError` or `Error`, never caught, answered as 500 with a request id only). Codes are frozen
 * once released; messages may improve. `docs/errors.md` lists every code and a test compares the two both ways.
 */
import { ERROR_CATALOGUE, type ErrorEntry } from './error-catalogue.ts';

export { ERROR_CATALOGUE, type ErrorEntry };

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** A refusal or a fault from the catalogue. `facts` is data for programs; `message` is a sentence for people. */
export class StillwebError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StillwebError';
    this.code = code;
    this.facts = facts;
  }

  get entry(): ErrorEntry {
    return ERROR_CATALOGUE[this.code];
  }
}

/** One line for a terminal: what happened, the facts where the mend points at them, and how to mend it. */
export function describeError(error: StillwebError): string {
  const { fix } = error.entry;
  const facts = fix.includes('in facts') ? describeFacts(error) : '';
  // What the message says already is not shown again, and then nothing is named facts.
  const mend = facts === '' ? fix.replace('the fields named in facts', 'what is named here') : fix;
  return `${error.code}: ${error.message}${facts}. To mend it: ${mend}.`;
}

/** `(field: k, expected: an integer)`: what the message does not say already. */
function describeFacts({ facts, message }: StillwebError): string {
  const shown = Object.entries(facts)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)])
    .filter(([, value]) => value !== '' && (value.length < 4 || !message.includes(value)));
  return shown.length === 0 ? '' : ` (${shown.map((fact) => fact.join(': ')).join('; ')})`;
}
