import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuseUnknownNames } from '../../page/known-names.ts';
import { tracesAddress } from '../../page/page-address.ts';
import { pageRange } from '../../page/page-range.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { parametersOf, placeOf, SessionPages } from '../session-pages.ts';
import { firstValue, TraceReviews } from '../trace-reviews.ts';
import { UploadedTraces } from '../uploaded-traces.ts';
import { addTraceUploads } from './trace-uploads.ts';

const SessionParameter = Type.Object({ session: Type.String({ description: 'percent-encoded' }) });
const CallParameter = Type.Object({
  ...SessionParameter.properties,
  call: Type.String({ description: 'its number in the trace' }),
});
const Measures = Type.Object({}, { additionalProperties: true });

/** `GET /v1/traces`, `/traces`, and the page of each session with its answers and its judgments. */
export function addTracePages(app: FastifyInstance, service: HttpService): void {
  const uploads = new UploadedTraces();
  app.addHook('onClose', () => uploads.close());
  const reviews = new TraceReviews(service, uploads);
  const pages = new SessionPages(service, reviews);
  addTraceUploads(app, service, reviews, uploads);
  const config = { dialect: service.pages };
  const isData = { isUnrecorded: true };
  const produces = ['text/html'];
  app.get('/v1/traces', {
    config: isData,
    schema: {
      operationId: 'listTraces',
      tags: ['service'],
      summary: 'What was measured of the sessions of the trace of this server',
      description:
        'Figures as stillweb sessions --json has them, but for calls of no session, which are only counted. session shows one as /v1/traces/{session} does, an empty one those calls. Only where calls are recorded, and nothing is done to them; trace names one that was sent.',
      response: { 200: Measures, ...refusals() },
    },
    handler: async (request, reply) => {
      const given = parametersOf(request);
      const name = firstValue(given, 'session');
      const known = name === undefined ? ['session', 'trace', 'from'] : ['session', 'trace', 'replay'];
      refuseUnknownNames(given, known, 'the list of sessions');
      const { sessions, summary, unnamed } = await reviews.latest(firstValue(given, 'trace'));
      if (name !== undefined) return await pages.data(name, request, reply);
      const { from, to, of } = pageRange(sessions.length, placeOf(request));
      return reply.send({
        summary,
        sessions: sessions.slice(from - 1, to).map(({ measures }) => measures),
        from,
        next: to < of ? `/v1${tracesAddress(firstValue(given, 'trace') ?? null, to + 1)}` : null,
        unnamed: { events: unnamed.events },
      });
    },
  });
  app.get('/v1/traces/:session', {
    config: isData,
    schema: {
      operationId: 'getTracedSession',
      tags: ['service'],
      summary: 'One session of it: what was asked and answered, and what was measured',
      description:
        'With replay=true its calls are asked again, and each answer is compared with the one that was recorded.',
      params: SessionParameter,
      response: { 200: Measures, ...refusals(404) },
    },
    handler: async (request, reply) => {
      const given = parametersOf(request);
      refuseUnknownNames(given, ['trace', 'replay'], 'a session');
      await reviews.latest(firstValue(given, 'trace'));
      return await pages.data(sessionOf(request), request, reply);
    },
  });
  app.get('/traces', {
    config,
    schema: {
      operationId: 'tracesPage',
      tags: ['pages'],
      summary: 'What the sessions of the trace of this server did',
      description:
        'session shows one, also those whose names no path can hold; an empty one shows calls of no session. With it, call shows an answer, and qrels=true the judgments. trace names one that was sent. A page has 25 sessions, and from names one of them.',
      produces,
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      const given = parametersOf(request);
      const [name, call] = [firstValue(given, 'session'), firstValue(given, 'call')];
      const ofSession = ['session', 'relevant', 'call', 'qrels', 'replay', 'from'];
      refuseUnknownNames(
        given,
        ['trace', ...(name === undefined ? ['session', 'from'] : ofSession)],
        'the page of traces',
      );
      if (name === undefined) return await pages.list(request, reply);
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
      description:
        'relevant, which may repeat, names documents whose finding is counted by step. replay=true asks its calls again, and shows which answers differ. A page has 25 steps, and from names one of them.',
      params: SessionParameter,
      produces,
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(parametersOf(request), ['trace', 'relevant', 'replay', 'from'], 'the page of a session');
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
      refuseUnknownNames(parametersOf(request), ['trace'], 'an answer of a trace');
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
      refuseUnknownNames(parametersOf(request), ['trace', 'relevant'], 'the judgments of a session');
      return await pages.qrels(sessionOf(request), request, reply);
    },
  });
}

function sessionOf({ params }: FastifyRequest): string {
  return (params as { readonly session: string }).session;
}
