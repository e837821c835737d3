import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { StillwebError } from '../../errors.ts';
import {
  measureJudged,
  type ReviewedSession,
  reviewCalls,
  reviewTrace,
  type TraceReview,
  traceBytes,
} from '../../experiment/sessions/trace-review.ts';
import { renderSessionPage } from '../../page/session-page.ts';
import { renderTracesPage } from '../../page/traces-page.ts';
import { JSON_TYPE } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { describeServer, sendPage } from '../page-door.ts';

const SessionParameter = Type.Object({ session: Type.String({ description: 'percent-encoded' }) });
const CallParameter = Type.Object({
  ...SessionParameter.properties,
  call: Type.String({ description: 'its number in the trace' }),
});
/** Of a name that an error repeats. */
const MAX_ECHO = 100;

const Measures = Type.Object({}, { additionalProperties: true });

/** `GET /v1/traces`, `/traces`, and the page of each session with its answers and its judgments. */
export function addTracePages(app: FastifyInstance, service: HttpService): void {
  const reviews = new Reviews(service);
  const config = { dialect: service.pages };
  const produces = ['text/html'];
  app.get('/v1/traces', {
    schema: {
      operationId: 'listTraces',
      tags: ['service'],
      summary: 'What was measured of the sessions of the trace of this server',
      description:
        'Figures as stillweb sessions --json has them. Only where calls are recorded, and nothing is done to them.',
      response: { 200: Measures, ...refusals() },
    },
    handler: async (_request, reply) => {
      const { sessions, summary } = (await reviews.latest()) ?? refuseUnrecorded();
      return reply.send({ summary, sessions: sessions.map(({ measures }) => measures) });
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
      if (reviews.path === null) refuseUnrecorded();
      const { session, measures } = (await findSession(reviews, request)).reviewed;
      return reply.send({ measures, events: session.events });
    },
  });
  app.get('/traces', {
    config,
    schema: {
      operationId: 'tracesPage',
      tags: ['pages'],
      summary: 'What the sessions of the trace of this server did',
      produces,
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: async (request, reply) => {
      const review = await reviews.latest();
      return sendPage(
        reply,
        renderTracesPage(describeServer(service, request), review, service.search.conductor !== null),
      );
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
      const { path, reviewed } = await findSession(reviews, request);
      const { session } = reviewed;
      const relevant = relevantOf(request);
      const numbers = new Set(session.events.flatMap(({ call }) => call ?? []));
      const calls = await reviewCalls(path, numbers);
      const measures = relevant.length === 0 ? reviewed.measures : measureJudged(session, relevant);
      return sendPage(
        reply,
        renderSessionPage(describeServer(service, request), { session, measures, calls, relevant }),
      );
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
      const { path, reviewed } = await findSession(reviews, request);
      const { call } = request.params as { readonly call: string };
      const known = reviewed.session.events.find((event) => String(event.call) === call)?.call;
      const answer =
        known === undefined ? null : ((await reviewCalls(path, new Set([known]))).get(known)?.answer ?? null);
      if (answer === null)
        throw notTraced('the session has no such call, or it has no answer', { call: call.slice(0, MAX_ECHO) });
      return reply
        .header('content-disposition', 'inline')
        .type(isJson(answer) ? JSON_TYPE : 'text/plain; charset=utf-8')
        .send(answer as never);
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
      const { reviewed } = await findSession(reviews, request);
      const rows = relevantOf(request).map((id) => `${reviewed.session.name}\t${id}\t1\n`);
      return reply
        .header('content-disposition', 'attachment; filename="qrels.tsv"')
        .type('text/tab-separated-values; charset=utf-8')
        .send(`query-id\tcorpus-id\tscore\n${rows.join('')}`);
    },
  });
}

/** What the trace said when it was last looked at: it is read anew when it has grown. */
class Reviews {
  readonly #service: HttpService;
  #read: { readonly bytes: number; readonly review: Promise<TraceReview> } | null = null;

  constructor(service: HttpService) {
    this.#service = service;
  }

  get path(): string | null {
    return this.#service.search.conductor?.shownTrace ?? null;
  }

  /** Null where no trace is shown. @throws StillwebError as `reviewTrace` */
  async latest(): Promise<TraceReview | null> {
    const { path } = this;
    if (path === null) return null;
    const bytes = await traceBytes(path);
    if (this.#read?.bytes !== bytes) this.#read = { bytes, review: reviewTrace(path) };
    return await this.#read.review;
  }
}

/** @throws StillwebError NOT_FOUND, and what reading the trace throws */
async function findSession(
  reviews: Reviews,
  { params }: FastifyRequest,
): Promise<{ path: string; reviewed: ReviewedSession }> {
  const { session: name } = params as { readonly session: string };
  const { path } = reviews;
  const review = await reviews.latest();
  const reviewed = review?.sessions.find(({ session }) => session.name === name);
  if (path !== null && reviewed !== undefined) return { path, reviewed };
  throw notTraced('the trace of this server shows no such session', {
    session: name.slice(0, MAX_ECHO).toWellFormed(),
  });
}

function refuseUnrecorded(): never {
  const message = 'this server records no calls, or an experiment keeps things from those who made them';
  throw new StillwebError('UNSUPPORTED', message, { needs: 'trace' });
}

function notTraced(message: string, facts: Readonly<Record<string, string>>): StillwebError {
  return new StillwebError('NOT_FOUND', message, facts);
}

/** Without repeats, and without what a table of judgments cannot hold. */
function relevantOf({ query }: FastifyRequest): string[] {
  const { relevant = [] } = query as { readonly relevant?: string | readonly string[] };
  return [...new Set([relevant].flat())].filter((id) => id !== '' && !/[\t\r\n]/.test(id));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
