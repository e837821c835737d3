/** Answers to what never became a request: broken HTTP, headers that are too large, senders that are too slow. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { StillwebError } from '../errors.ts';
import { HEADERS_TIMEOUT_MS, MAX_CONNECTIONS, MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from '../limits.ts';
import { answerError } from './error-response.ts';
import { commonHeaders } from './exchange.ts';
import type { HttpService } from './http-service.ts';

/** Node keeps the response under way on its socket, and its own handler reads it the same way. */
type HttpSocket = Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null };

/** The code of a connection that has to make room for a newer one. */
export const TABLE_FULL = 'STILLWEB_TABLE_FULL';

/** Writes the answer, counts and logs it, and closes the connection: what follows on it cannot be understood. */
export function refuseConnection(service: HttpService, error: Error & { code?: string }, socket: Socket): void {
  // It has been told already; what else it sends while it closes is nobody's.
  if (socket.writableEnded) return;
  const requestId = service.nextRequestId();
  const startedMs = performance.now();
  const isReset = error.code === 'ECONNRESET';
  const refusal = clientRefusal(error.code);
  service.metrics.countClientError(isReset ? 'ECONNRESET' : refusal.code);
  const isAnswered = (socket as HttpSocket)._httpMessage?.headersSent === true;
  if (isReset || !socket.writable || isAnswered) {
    socket.destroy();
    return;
  }
  const answer = answerError(refusal, requestId);
  const headers = {
    ...commonHeaders(requestId),
    ...answer.headers,
    'content-length': String(Buffer.byteLength(answer.body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('')}\r\n${answer.body}`);
  socket.destroySoon();
  service.log?.add({
    timeMs: Date.now(),
    requestId,
    method: '',
    route: 'unknown',
    status: answer.status,
    isAborted: false,
    durationMs: performance.now() - startedMs,
    index: null,
    session: null,
    queries: null,
    hits: null,
    errorCode: answer.code,
  });
}

function clientRefusal(code: string | undefined): StillwebError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new StillwebError('HEADERS_TOO_LARGE', `the headers are larger than ${MAX_HEADER_BYTES} bytes`, {
        maxBytes: MAX_HEADER_BYTES,
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new StillwebError('REQUEST_TIMEOUT', 'the request did not arrive in time', {
        headersTimeoutMs: HEADERS_TIMEOUT_MS,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
      });
    case 'HPE_INVALID_URL':
      return new StillwebError('INVALID_REQUEST', 'the URL holds characters that must be percent-encoded as UTF-8');
    case TABLE_FULL:
      return new StillwebError('OVERLOADED', `more than ${MAX_CONNECTIONS} connections were opened`, {
        maxConnections: MAX_CONNECTIONS,
        retryAfter: 1,
      });
    default:
      return new StillwebError('INVALID_REQUEST', 'the bytes received are not an HTTP request');
  }
}
