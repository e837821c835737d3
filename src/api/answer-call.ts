/** One call to the search service on behalf of one HTTP request. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShapeChoice } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import { NOTE_HEADER } from '../contract/session-declaration.ts';
import type { Ticket } from '../serving/admission.ts';
import type { PreparedCall } from '../serving/search-service.ts';
import type { WrittenAnswer } from '../serving/written-answer.ts';
import { asError, JSON_TYPE } from './error-response.ts';
import { entityTag, matchesAnyTag, matchesEntityTag } from './etag.ts';
import type { Exchange } from './exchange.ts';
import type { HttpService } from './http-service.ts';

/**
 * Answers, now or later. Gives nothing back: a reply that a route returned would be waited for as a promise.
 *
 * @param shape of the body; null for the native one
 * @param headers of the answer beside the usual ones
 */
export function answerCall(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  shape: ShapeChoice | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { exchange } = request;
  const call = service.search.prepare(ticketOf(exchange), ofChosenIndex(exchange, asked), exchange, shape);
  sendCall(request, reply, call, headers);
}

/** What lets a request of an admitted route in. */
export function ticketOf({ ticket }: Exchange): Ticket {
  if (ticket === null) throw new TypeError('the route is not admitted');
  return ticket;
}

/** A request that names no index is one of that in front of its address. */
export function ofChosenIndex({ chosenIndex: index }: Exchange, asked: Asked): Asked {
  return asked.index === undefined && index !== undefined ? { ...asked, index } : asked;
}

/**
 * Runs a call and sends its body.
 *
 * 304 when the caller holds the body already: it is determined by its tag, so no search is needed. With `*` it is asked whether
 * there is one.
 *
 * @param headers of the answer beside the usual ones
 */
export function sendCall(
  request: FastifyRequest,
  reply: FastifyReply,
  call: PreparedCall,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { exchange } = request;
  // The key of a conducted call is known when it has run.
  const tagOf = (digest?: string): string => entityTag(call.index.id, call.key, digest);
  const condition = request.headers['if-none-match'];
  if (!call.isConducted && condition !== undefined && matchesEntityTag(condition, tagOf())) {
    sendUnchanged(reply, tagOf());
    return;
  }
  const sentMs = performance.now();
  call
    .run()
    .then(({ body, mediaType = JSON_TYPE, waitedMs = 0, digest }: WrittenAnswer) => {
      const tag = tagOf(digest);
      addRemarks(reply, exchange);
      if (matchesAnyTag(condition) || matchesEntityTag(condition, tag)) {
        sendUnchanged(reply, tag);
        return;
      }
      const nowMs = performance.now();
      const workMs = (nowMs - sentMs - waitedMs).toFixed(3);
      const totalMs = (nowMs - exchange.startedMs).toFixed(3);
      reply.header('content-type', mediaType);
      reply.header('etag', tag);
      reply.header('server-timing', `queue;dur=${waitedMs.toFixed(3)}, search;dur=${workMs}, total;dur=${totalMs}`);
      reply.headers(headers);
      reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    })
    .catch((error: unknown) => {
      reply.send(asError(error));
    });
}

/** What policies of a session say of the answer, in ASCII: one header, so that callers of every dialect may read it. */
export function addRemarks(reply: FastifyReply, { remarks }: Exchange): void {
  if (remarks.length > 0) reply.header(NOTE_HEADER, remarks.join('; ').replace(/[^ -~]/g, '?'));
}

/** To a caller that holds the body already. */
export function sendUnchanged(reply: FastifyReply, tag: string): void {
  reply.header('etag', tag).code(304).send();
}
