/** From anything that was thrown to an error in the envelope of the door that it came through. */
import type { Dialect, DialectError } from '../dialects/dialect.ts';
import { type ErrorCode, type ErrorFacts, StillwebError } from '../errors.ts';
import { MAX_BODY_BYTES } from '../limits.ts';

/** Of every body of JSON. */
export const JSON_TYPE = 'application/json; charset=utf-8';

export interface ErrorAnswer {
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param dialect whose envelope the error gets; null for the native one */
export function answerError(error: StillwebError, requestId: string, dialect: Dialect | null = null): ErrorAnswer {
  const { code, message, facts, entry } = error;
  const own = dialect?.error(error, requestId);
  const body = own === undefined ? { error: { code, message, facts, fix: entry.fix, requestId } } : own.body;
  return {
    code,
    status: statusOf(own, entry.http),
    headers: { 'content-type': JSON_TYPE, ...headersOf(code, facts), ...own?.headers },
    body: own?.headers?.['content-type'] === undefined ? JSON.stringify(body) : String(body),
  };
}

/** @throws TypeError for what is no status of an error */
function statusOf(own: DialectError | undefined, usual: number): number {
  const status = own?.status ?? usual;
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status;
  throw new TypeError(`a dialect gave an error the status ${String(status)}`);
}

/** A rejection may be of anything; a reply takes errors. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new TypeError(`a call rejected with ${String(thrown)}`);
}

/** A bug is answered with an id only; what it says goes to the log. */
export function asStillwebError(error: unknown): StillwebError {
  if (error instanceof StillwebError) return error;
  return frameworkRefusal(error) ?? new StillwebError('INTERNAL', 'the server met a fault of its own');
}

function headersOf(code: ErrorCode, facts: ErrorFacts): Record<string, string> {
  switch (code) {
    case 'OVERLOADED':
    case 'RATE_LIMITED':
      return { 'retry-after': String(facts.retryAfter) };
    case 'NOT_READY':
    case 'WORKER_FAILED':
    case 'DRAINING':
      return { 'retry-after': '1' };
    case 'UNAUTHORIZED':
      return { 'www-authenticate': 'Bearer' };
    case 'METHOD_NOT_ALLOWED':
      return { allow: (facts.allowed as string[]).join(', ') };
    default:
      return {};
  }
}

export function unsupportedMediaType(): StillwebError {
  return new StillwebError('UNSUPPORTED_MEDIA_TYPE', 'the body is not application/json', {
    header: 'content-type',
    supported: ['application/json'],
  });
}

/** Fastify's own refusals, by its codes. Anything else is a bug of ours. */
function frameworkRefusal(error: unknown): StillwebError | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType();
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new StillwebError('BODY_TOO_LARGE', `the body is larger than ${MAX_BODY_BYTES} bytes`, {
        maxBytes: MAX_BODY_BYTES,
      });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new StillwebError('INVALID_REQUEST', 'the body is empty; a JSON object is expected');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new StillwebError('INVALID_REQUEST', 'the body has another length than Content-Length says', {
        header: 'content-length',
      });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new StillwebError('INVALID_REQUEST', 'the path cannot be decoded');
    // The client went away while it sent its body: nobody reads the answer, but the log should not call it a bug.
    case 'ECONNRESET':
      return new StillwebError('INVALID_REQUEST', 'the body ended early');
    default:
      return null;
  }
}
