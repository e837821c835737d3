import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CanonicalSearch, canonicalizeSearch } from '../../contract/canonical-search.ts';
import { type QueryParameters, readSearchQuery, SearchQuerySchema } from '../../contract/query-string.ts';
import { canonicalRequestKey } from '../../contract/request-key.ts';
import { SearchBodySchema } from '../../contract/search-body.ts';
import { chooseMode } from '../../contract/search-mode.ts';
import { SearchResponseSchema } from '../../contract/search-response.ts';
import { createAdmissionHook } from '../gate.ts';
import { refusals } from '../openapi.ts';
import type { Service } from '../service.ts';
import { callWorkers, findIndex } from '../worker-call.ts';

/** `POST` and `GET /v1/search` */
export function addSearchRoutes(app: FastifyInstance, service: Service): void {
  const onRequest = createAdmissionHook(service);
  const response = { 200: SearchResponseSchema, ...refusals(400, 404, 409, 503, 504) };
  app.post('/v1/search', {
    onRequest,
    schema: {
      operationId: 'search',
      tags: ['search'],
      summary: 'Rank documents for a query, or for each query of a batch',
      body: SearchBodySchema,
      response: { ...response, ...refusals(413, 415) },
    },
    handler: (request, reply) => answerSearch(service, request, reply, canonicalizeSearch(request.body)),
  });
  app.get('/v1/search', {
    onRequest,
    schema: {
      operationId: 'searchByUrl',
      tags: ['search'],
      summary: 'The same with the fields in the query string',
      description: 'Lists repeat their name; members of an object are dotted: filter.sites=example.org.',
      querystring: SearchQuerySchema,
      response,
    },
    handler: (request, reply) =>
      answerSearch(service, request, reply, canonicalizeSearch(readSearchQuery(request.query as QueryParameters))),
  });
}

function answerSearch(service: Service, request: FastifyRequest, reply: FastifyReply, asked: CanonicalSearch): void {
  const index = findIndex(request, asked.index);
  const mode = chooseMode(index.description.modes, asked.request.mode, index.name);
  const search = { ...asked, request: { ...asked.request, mode } };
  const { exchange } = request;
  exchange.queries = search.request.queries;
  const requestKey = canonicalRequestKey(index.name, search.request, search.isBatch);
  callWorkers(service, request, reply, {
    index,
    requestKey,
    run: (backend, options) => backend.search(requestKey, options),
    answer: ({ body, hits }) => {
      exchange.hits = hits;
      return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    },
  });
}
