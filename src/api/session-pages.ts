/** What is shown of a trace and of one session of it, whichever of its addresses was asked. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QueryParameters } from '../contract/query-string.ts';
import { StillwebError } from '../errors.ts';
import type { CallsReplay } from '../experiment/replay/replay-calls.ts';
import { measureJudged } from '../experiment/sessions/trace-review.ts';
import { NO_SESSION } from '../page/page-address.ts';
import { pageRange } from '../page/page-range.ts';
import { renderSessionPage } from '../page/session-page.ts';
import { renderTracesPage } from '../page/traces-page.ts';
import { JSON_TYPE } from './error-response.ts';
import type { HttpService } from './http-service.ts';
import { mayAct, requireAction } from './page-actions.ts';
import { describeServer, sendPage } from './page-door.ts';
import { SessionReplays } from './session-replays.ts';
import { type FoundSession, firstValue, notTraced, relevantOf, type TraceReviews } from './trace-reviews.ts';

/** An answer may be anything that somebody has sent: it is nothing on this origin. */
const ANSWER_POLICY = "default-src 'none'; sandbox";

/** All throw NOT_FOUND, and what reading the trace throws. */
export class SessionPages {
  readonly #service: HttpService;
  readonly #reviews: TraceReviews;
  readonly #replays: SessionReplays;

  constructor(service: HttpService, reviews: TraceReviews) {
    this.#service = service;
    this.#reviews = reviews;
    this.#replays = new SessionReplays(service.search);
  }

  async list(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const trace = traceOf(request);
    const review = await this.#reviews.shown(trace);
    return this.#sendList(request, reply, { review, trace: trace ?? null });
  }

  async data(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name, traceOf(request));
    const replay = found === null ? null : await this.#replay(found, request);
    const { session, measures } = found?.reviewed ?? {};
    return reply.send({ measures, events: session?.events, ...(replay !== null && { replay }) });
  }

  async page(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const trace = traceOf(request) ?? null;
    const found = await this.#reviews.find(name, traceOf(request));
    if (found === null) return this.#sendTooLong(request, reply);
    const { session } = found.reviewed;
    const relevant = relevantOf(parametersOf(request));
    const replay = await this.#replay(found, request);
    const step = placeOf(request);
    const { from, to } = pageRange(session.events[session.events.length - 1].step, step);
    const shownEvents = session.events.filter((event) => event.step >= from && event.step <= to);
    const calls = await found.reviewer.calls(shownEvents.flatMap(({ call }) => call ?? []));
    const measures = relevant.length === 0 ? found.reviewed.measures : measureJudged(session, relevant);
    const shown = {
      session,
      measures,
      calls,
      relevant,
      trace,
      replay,
      step,
      mayReplay: mayAct(this.#service.settings),
    };
    return sendPage(reply, renderSessionPage(describeServer(this.#service, request), shown));
  }

  async answer(name: string, asked: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name, traceOf(request));
    if (found === null) return this.#sendTooLong(request, reply);
    const known = found.reviewed.session.events.find((event) => String(event.call) === asked)?.call;
    const calls = await found.reviewer.calls(known === undefined ? [] : [known]);
    const answer = calls.get(known ?? -1)?.answer ?? null;
    if (answer === null) throw notTraced('the session has no such call, or it has no answer', { call: asked });
    return reply
      .header('content-disposition', 'inline')
      .header('content-security-policy', ANSWER_POLICY)
      .type(isJson(answer) ? JSON_TYPE : 'text/plain; charset=utf-8')
      .send(answer as never);
  }

  async qrels(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name, traceOf(request));
    if (found === null) return this.#sendTooLong(request, reply);
    if (name === NO_SESSION)
      throw notTraced('judgments are of a session, and these calls have none', { session: name });
    const rows = relevantOf(parametersOf(request)).map((id) => `${found.reviewed.session.name}\t${id}\t1\n`);
    return reply
      .header('content-disposition', 'attachment; filename="qrels.tsv"')
      .type('text/tab-separated-values; charset=utf-8')
      .send(`query-id\tcorpus-id\tscore\n${rows.join('')}`);
  }

  /** Null where nobody asked for it. @throws StillwebError INVALID_REQUEST, ACTION_FORBIDDEN; as `SessionReplays.replay` */
  async #replay(found: FoundSession, request: FastifyRequest): Promise<CallsReplay | null> {
    const replay = firstValue(parametersOf(request), 'replay');
    if (replay !== undefined && replay !== 'true' && replay !== 'false') {
      throw new StillwebError('INVALID_REQUEST', 'replay must be true or false', { field: 'replay' });
    }
    if (replay !== 'true') return null;
    requireAction(this.#service.settings, 'stillweb replay TRACE --against PLACE');
    return await this.#replays.replay(found);
  }

  #sendTooLong(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return this.#sendList(request, reply, { review: 'too long', trace: null });
  }

  #sendList(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Pick<Parameters<typeof renderTracesPage>[1], 'review' | 'trace'>,
  ): FastifyReply {
    const takesTraces = mayAct(this.#service.settings) && !this.#reviews.isTreated;
    const all = { ...shown, session: placeOf(request), takesTraces };
    return sendPage(reply, renderTracesPage(describeServer(this.#service, request), all));
  }
}

export function parametersOf({ query }: FastifyRequest): QueryParameters {
  return query as QueryParameters;
}

function traceOf(request: FastifyRequest): string | undefined {
  return firstValue(parametersOf(request), 'trace');
}

/** Of the page that is asked for: a session of a list, a step of a session; from 1. @throws StillwebError INVALID_REQUEST */
export function placeOf(request: FastifyRequest): number {
  const asked = firstValue(parametersOf(request), 'from') ?? '1';
  if (/^[1-9]\d{0,8}$/.test(asked)) return Number(asked);
  throw new StillwebError('INVALID_REQUEST', 'from is the number of a session, or of a step of one', {
    field: 'from',
    expected: 'an integer',
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
