/** The beginning and the end of an exchange, for all that counts them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Exchange } from './exchange.ts';
import type { HttpService } from './http-service.ts';

/** Opens the record of a request. Its end is counted and logged. */
export function openExchange(
  service: HttpService,
  requestId: string,
  message: IncomingMessage,
  response: ServerResponse,
  route: string,
): Exchange {
  const exchange = new Exchange(requestId, route, message, response, () => closeExchange(service, exchange, route));
  service.exchanges.add(exchange);
  service.connections.begin(exchange);
  return exchange;
}

function closeExchange(service: HttpService, exchange: Exchange, route: string): void {
  service.exchanges.delete(exchange);
  service.connections.end(exchange);
  exchange.ticket?.abandon();
  const { message, response, asked } = exchange;
  const method = message.method ?? '';
  const isAborted = !response.writableFinished;
  const status = isAborted ? 499 : response.statusCode;
  const durationMs = performance.now() - exchange.startedMs;
  service.metrics.countAnswer(method, route, status, durationMs);
  service.log?.add({
    timeMs: Date.now(),
    requestId: exchange.requestId,
    method,
    route,
    status,
    isAborted,
    durationMs,
    index: exchange.index?.id ?? null,
    session: asked?.session ?? exchange.session,
    queries: asked?.kind === 'search' ? asked.request.queries : null,
    hits: exchange.hits,
    errorCode: exchange.errorCode,
  });
}
