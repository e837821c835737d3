import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';

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
  // A body that was not declared is none; Node would announce an empty one.
  passing.useChunkedEncodingByDefault = false;
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
