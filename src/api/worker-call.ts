/** One call to the workers on behalf of one request, from its slot to its answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IndexReference } from '../contract/index-reference.ts';
import type { CallOptions, SearchBackend, ServedIndex } from '../serving/search-backend.ts';
import { entityTag, matchesEntityTag } from './etag.ts';
import type { Service } from './service.ts';

export interface WorkerCall<T> {
  readonly index: ServedIndex;
  /** From contract/request-key.ts: all that shapes the body, apart from the index id. */
  readonly requestKey: string;
  run(backend: SearchBackend, options: CallOptions): Promise<T>;
  /** The body, in JSON. May throw a StillwebError. */
  answer(result: T): string | Buffer;
}

/** The index that a request names, in the snapshot that the request was admitted to. */
export function findIndex(request: FastifyRequest, reference: IndexReference | undefined): ServedIndex {
  const { exchange } = request;
  if (exchange.ticket === null) throw new TypeError('findIndex: the route is not admitted');
  const index = exchange.ticket.snapshot.find(reference);
  exchange.index = index;
  return index;
}

/**
 * Answers, now or later. Gives nothing back: a reply that a route returned would be waited for as a promise.
 *
 * 304 when the caller holds the body already: it is determined by its tag, so no search is needed.
 */
export function callWorkers<T>(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  call: WorkerCall<T>,
): void {
  const tag = entityTag(call.index.id, call.requestKey);
  if (matchesEntityTag(request.headers['if-none-match'], tag)) {
    reply.header('etag', tag).code(304).send();
    return;
  }
  const { exchange } = request;
  const ticket = exchange.ticket!;
  ticket.beginWork();
  const sentMs = performance.now();
  const fail = (error: unknown): void => {
    ticket.end();
    reply.send(error instanceof Error ? error : new TypeError(`a worker call rejected with ${String(error)}`));
  };
  let result: Promise<T>;
  try {
    result = call.run(ticket.snapshot.backend, { deadlineMs: service.settings.deadlineMs });
  } catch (error) {
    fail(error);
    return;
  }
  result
    .then((value) => {
      const body = call.answer(value);
      ticket.end();
      const nowMs = performance.now();
      const workMs = (nowMs - sentMs).toFixed(3);
      const totalMs = (nowMs - exchange.startedMs).toFixed(3);
      reply.header('content-type', 'application/json; charset=utf-8');
      reply.header('etag', tag);
      reply.header('server-timing', `search;dur=${workMs}, total;dur=${totalMs}`);
      if (service.isDraining) reply.header('connection', 'close');
      reply.send(body);
    })
    .catch(fail);
}
