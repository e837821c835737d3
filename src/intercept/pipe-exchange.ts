import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';

/** Methods for which Node announces a body that was not declared. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** The headers of a request, in its own order and spelling. A body that was not declared is none, and is said to be none. */
export function headersOf(request: IncomingMessage): string[] {
  const { method = 'GET', headers } = request;
  const isDeclared = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const passed = passedHeaders(request);
  return isDeclared || !WITH_BODY.has(method) ? passed : [...passed, 'Content-Length', '0'];
}

/** Trailers are not passed on (RFC 9110, section 6.5.1, lets a proxy drop them), so none are announced either. */
function passedHeaders({ rawHeaders }: IncomingMessage): string[] {
  const isPassed = (at: number): boolean => rawHeaders[at - (at % 2)].toLowerCase() !== 'trailer';
  return rawHeaders.filter((_, at) => isPassed(at));
}

/**
 * Sends a request on as it came, and its answer back, both as streams. What is cut off at one end is cut off at the other.
 *
 * @param open makes the request to the other server, with method, path and headers, and nothing sent. Node refuses to send some of what
 *   it reads, here and in answers: that ends the one exchange
 * @param explain what the client is told, with 502, when the other server gives no answer
 */
export function pipeExchange(
  open: () => ClientRequest,
  request: IncomingMessage,
  response: ServerResponse,
  explain: (cause: Error) => string,
): void {
  const refuse = (status: number, sentence: string): void => {
    if (response.headersSent) response.destroy();
    else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
  };
  let passing: ClientRequest;
  try {
    passing = open();
  } catch (cause) {
    request.resume();
    refuse(400, `The request cannot be passed on: ${(cause as Error).message}.`);
    return;
  }
  passing.on('response', (answer) => {
    try {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedHeaders(answer));
    } catch (cause) {
      passing.destroy(cause as Error);
      return;
    }
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  passing.on('error', (cause) => refuse(502, explain(cause)));
  response.on('close', () => passing.destroy());
  request.pipe(passing);
}
