import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryParameters } from '../../contract/query-string.ts';
import { measureJudged, reviewCalls } from '../../experiment/sessions/trace-review.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import { NO_SESSION } from '../../page/page-address.ts';
import { renderSessionPage } from '../../page/session-page.ts';
import { renderTracesPage } from '../../page/traces-page.ts';
import { JSON_TYPE } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { describeServer, sendPage } from '../page-door.ts';
import { firstValue, notTraced, relevantOf, TraceReviews } from '../trace-reviews.ts';

const SessionParameter = Type.Object({ session: Type.String({ description: 'percent-encoded' }) });
const CallParameter = Type.Object({
  ...SessionParameter.properties,
  call: Type.String({ description: 'its number in the trace' }),
});
const Measures = Type.Object({}, { additionalProperties: true });

/** `GET /v1/traces`, `/traces`, and the page of each session with its answers and its judgments. */
export function addTracePages(app: FastifyInstance, service: HttpService): void {
  const reviews = new TraceReviews(service);
  const pages = new SessionPages(service, reviews);
  const config = { dialect: service.pages };
  const produces = ['text/html'];
  app.get('/v1/traces', {
    schema: {
      operationId: 'listTraces',
      tags: ['service'],
      summary: 'What was measured of the sessions of the trace of this server',
      description:
        'Figures as stillweb sessions --json has them, but for calls of no session, which are only counted. session shows one as /v1/traces/{session} does, an empty one those calls. Only where calls are recorded, and nothing is done to them.',
      response: { 200: Measures, ...refusals() },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(parametersOf(request), ['session'], 'the list of sessions');
      const { sessions, summary, unnamed } = await reviews.latest();
      const name = firstValue(parametersOf(request), 'session');
      if (name !== undefined) return await pages.data(name, reply);
      return reply.send({
        summary,
        sessions: sessions.map(({ measures }) => measures),
        unnamed: { events: unnamed.events },
      });
    },
  });
  app.get('/v1/traces/:session', {
    schema: {
      operationId: 'getTracedSession',
      tags: ['service'],
      summary: 'One session of it: what was asked and answered, and what was measured',
      params: SessionParameter,
      response: { 200: Measures, ...refusals(404) },
    },
    handler: async (request, reply) => {
      await reviews.latest();
      return await pages.data(sessionOf(request), reply);
    },
  });
  app.get('/traces', {
    config,
    schema: {
      operationId: 'tracesPage',
      tags: ['pages'],
      summary: 'What the sessions of the trace of this server did',
      description:
        'session shows one, also those whose names no path can hold; an empty one shows calls of no session. With it, call shows an answer, and qrels=true the judgments.',
      produces,
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      const given = parametersOf(request);
      const [name, call] = [firstValue(given, 'session'), firstValue(given, 'call')];
      const known = name === undefined ? ['session'] : ['session', 'relevant', 'call', 'qrels'];
      refuseUnknownNames(given, known, 'the page of traces');
      if (name === undefined) {
        return sendPage(reply, renderTracesPage(describeServer(service, request), await reviews.shown()));
      }
      if (call !== undefined) return await pages.answer(name, call, request, reply);
      if (firstValue(given, 'qrels') === 'true') return await pages.qrels(name, request, reply);
      return await pages.page(name, request, reply);
    },
  });
  app.get('/traces/:session', {
    config,
    schema: {
      operationId: 'sessionPage',
      tags: ['pages'],
      summary: 'One session, step by step',
      description: 'relevant, which may repeat, names documents whose finding is counted by step.',
      params: SessionParameter,
      produces,
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(parametersOf(request), ['relevant'], 'the page of a session');
      return await pages.page(sessionOf(request), request, reply);
    },
  });
  app.get('/traces/:session/calls/:call', {
    config,
    schema: {
      operationId: 'tracedAnswer',
      tags: ['pages'],
      summary: 'An answer as it was sent',
      params: CallParameter,
      response: { 200: { type: 'object', additionalProperties: true }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(parametersOf(request), [], 'an answer of a trace');
      const { call } = request.params as { readonly call: string };
      return await pages.answer(sessionOf(request), call, request, reply);
    },
  });
  app.get('/traces/:session/qrels', {
    config,
    schema: {
      operationId: 'sessionQrels',
      tags: ['pages'],
      summary: 'The documents named by relevant as judgments of the session, in the layout of BEIR',
      params: SessionParameter,
      produces: ['text/tab-separated-values'],
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(parametersOf(request), ['relevant'], 'the judgments of a session');
      return await pages.qrels(sessionOf(request), request, reply);
    },
  });
}

/** What is shown of one session, whichever of its addresses was asked. All throw NOT_FOUND, and what reading the trace throws. */
class SessionPages {
  readonly #service: HttpService;
  readonly #reviews: TraceReviews;

  constructor(service: HttpService, reviews: TraceReviews) {
    this.#service = service;
    this.#reviews = reviews;
  }

  async data(name: string, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name);
    return reply.send({ measures: found?.reviewed.measures, events: found?.reviewed.session.events });
  }

  async page(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const server = describeServer(this.#service, request);
    const found = await this.#reviews.find(name);
    if (found === null) return sendPage(reply, renderTracesPage(server, 'too long'));
    const { session } = found.reviewed;
    const relevant = relevantOf(parametersOf(request));
    const calls = await reviewCalls(found.path, new Set(session.events.flatMap(({ call }) => call ?? [])));
    const measures = relevant.length === 0 ? found.reviewed.measures : measureJudged(session, relevant);
    return sendPage(reply, renderSessionPage(server, { session, measures, calls, relevant }));
  }

  async answer(name: string, asked: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name);
    if (found === null) return sendPage(reply, renderTracesPage(describeServer(this.#service, request), 'too long'));
    const known = found.reviewed.session.events.find((event) => String(event.call) === asked)?.call;
    const calls = known === undefined ? null : await reviewCalls(found.path, new Set([known]));
    const answer = calls?.get(known ?? -1)?.answer ?? null;
    if (answer === null) throw notTraced('the session has no such call, or it has no answer', { call: asked });
    return reply
      .header('content-disposition', 'inline')
      .type(isJson(answer) ? JSON_TYPE : 'text/plain; charset=utf-8')
      .send(answer as never);
  }

  async qrels(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = await this.#reviews.find(name);
    if (found === null) return sendPage(reply, renderTracesPage(describeServer(this.#service, request), 'too long'));
    if (name === NO_SESSION)
      throw notTraced('judgments are of a session, and these calls have none', { session: name });
    const rows = relevantOf(parametersOf(request)).map((id) => `${found.reviewed.session.name}\t${id}\t1\n`);
    return reply
      .header('content-disposition', 'attachment; filename="qrels.tsv"')
      .type('text/tab-separated-values; charset=utf-8')
      .send(`query-id\tcorpus-id\tscore\n${rows.join('')}`);
  }
}

function parametersOf({ query }: FastifyRequest): QueryParameters {
  return query as QueryParameters;
}

function sessionOf({ params }: FastifyRequest): string {
  return (params as { readonly session: string }).session;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
