import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';

/** Methods for which Node announces a body that was not declared. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** The headers of a request, in its own order and spelling. A body that was not declared is none, and is said to be none. */
export function headersOf({ method = 'GET', headers, rawHeaders }: IncomingMessage): string[] {
  const isDeclared = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return isDeclared || !WITH_BODY.has(method) ? rawHeaders : [...rawHeaders, 'Content-Length', '0'];
}

/**
 * Sends a request on as it came, and its answer back, both as streams. What is cut off at one end is cut off at the other.
 *
 * @param passing the request to the other server, with method, path and headers, and nothing sent
 * @param explain what the client is told, with 502, when the other server gives no answer
 */
export function pipeExchange(
  passing: ClientRequest,
  request: IncomingMessage,
  response: ServerResponse,
  explain: (cause: Error) => string,
): void {
  passing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  passing.on('error', (cause) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`${explain(cause)}\n`);
  });
  response.on('close', () => passing.destroy());
  request.pipe(passing);
}
