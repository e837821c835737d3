/** Answers to what never became a request: broken HTTP, headers that are too large, senders that are too slow. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { StillwebError } from '../errors.ts';
import { HEADERS_TIMEOUT_MS, MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from '../limits.ts';
import { answerError } from './error-response.ts';

/** Node keeps the response under way on its socket, and its own handler reads it the same way. */
type HttpSocket = Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null };

/** Writes the answer and closes the connection: what follows on it cannot be understood. */
export function answerClientError(error: Error & { code?: string }, socket: Socket, requestId: string): string {
  const refusal = clientRefusal(error.code);
  const isAnswered = (socket as HttpSocket)._httpMessage?.headersSent === true;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) {
    socket.destroy();
    return refusal.code;
  }
  const answer = answerError(refusal, requestId);
  const headers = {
    ...answer.headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(answer.body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('')}\r\n${answer.body}`);
  socket.destroySoon();
  return refusal.code;
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
    default:
      return new StillwebError('INVALID_REQUEST', 'the bytes received are not an HTTP request');
  }
}
