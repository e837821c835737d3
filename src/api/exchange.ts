/** What the HTTP server knows of one request and its answer while it lasts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asked } from '../contract/asked.ts';
import type { Ticket } from '../serving/admission.ts';
import type { CallRecord } from '../serving/call-record.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { HttpService } from './http-service.ts';

export class Exchange implements CallRecord {
  readonly requestId: string;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** `performance.now()` when the headers had arrived. */
  readonly startedMs: number = performance.now();
  /** Present on routes that reach the workers. */
  ticket: Ticket | null = null;
  index: ServedIndex | null = null;
  asked: Asked | null = null;
  hits: number | null = null;
  errorCode: string | null = null;

  readonly #onClose: (exchange: Exchange) => void;
  #isClosed = false;

  /** Its answer is out, or its client has left. */
  get isGone(): boolean {
    return this.#isClosed;
  }

  /** `onClose` is called once, when the answer is out or its connection has gone. */
  constructor(
    requestId: string,
    message: IncomingMessage,
    response: ServerResponse,
    onClose: (exchange: Exchange) => void,
  ) {
    this.#onClose = onClose;
    this.requestId = requestId;
    this.message = message;
    this.response = response;
    response.once('close', () => this.close());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
  }
}

/** The headers of every answer. */
export function commonHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'x-content-type-options': 'nosniff' };
}

/** Opens the record of a request. Its end is counted and logged. */
export function openExchange(
  service: HttpService,
  requestId: string,
  message: IncomingMessage,
  response: ServerResponse,
  route: string,
): Exchange {
  const exchange = new Exchange(requestId, message, response, () => closeExchange(service, exchange, route));
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
    session: asked?.kind === 'search' ? (asked.session ?? null) : null,
    queries: asked?.kind === 'search' ? asked.request.queries : null,
    hits: exchange.hits,
    errorCode: exchange.errorCode,
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
}
