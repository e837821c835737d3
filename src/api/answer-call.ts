/** One call to the search service on behalf of one HTTP request. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShapeChoice } from '../contract/answer-key.ts';
import type { Asked } from '../contract/asked.ts';
import type { WrittenAnswer } from '../serving/written-answer.ts';
import { asError } from './error-response.ts';
import { entityTag, matchesAnyTag, matchesEntityTag } from './etag.ts';
import type { HttpService } from './http-service.ts';

/**
 * Answers, now or later. Gives nothing back: a reply that a route returned would be waited for as a promise.
 *
 * 304 when the caller holds the body already: it is determined by its tag, so no search is needed. With `*` it is asked whether
 * there is one.
 *
 * @param shape of the body; null for the native one
 */
export function answerCall(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  shape: ShapeChoice | null = null,
): void {
  const { exchange } = request;
  if (exchange.ticket === null) throw new TypeError('answerCall: the route is not admitted');
  const call = service.search.prepare(exchange.ticket, asked, exchange, shape);
  const tag = entityTag(call.index.id, call.key);
  const condition = request.headers['if-none-match'];
  if (matchesEntityTag(condition, tag)) {
    sendUnchanged(reply, tag);
    return;
  }
  const sentMs = performance.now();
  call
    .run()
    .then(({ body, waitedMs = 0 }: WrittenAnswer) => {
      if (matchesAnyTag(condition)) {
        sendUnchanged(reply, tag);
        return;
      }
      const nowMs = performance.now();
      const workMs = (nowMs - sentMs - waitedMs).toFixed(3);
      const totalMs = (nowMs - exchange.startedMs).toFixed(3);
      reply.header('content-type', 'application/json; charset=utf-8');
      reply.header('etag', tag);
      reply.header('server-timing', `queue;dur=${waitedMs.toFixed(3)}, search;dur=${workMs}, total;dur=${totalMs}`);
      reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
    })
    .catch((error: unknown) => {
      reply.send(asError(error));
    });
}

function sendUnchanged(reply: FastifyReply, tag: string): void {
  reply.header('etag', tag).code(304).send();
}
