import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import {
  AnySearchBodySchema,
  canonicalizeJointSearch,
  isJointSearch,
  refuseIdleJoining,
} from '../../contract/joint-search.ts';
import { type QueryParameters, readSearchQuery, SearchQuerySchema } from '../../contract/query-string.ts';
import { JointResponseSchema, SearchResponseSchema } from '../../contract/search-response.ts';
import { answerCall, sendCall, ticketOf } from '../answer-call.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';

/** `POST` and `GET /v1/search` */
export function addSearchRoutes(app: FastifyInstance, service: HttpService): void {
  const response = { 200: SearchResponseSchema, ...refusals(400, 404, 409, 503, 504) };
  app.post('/v1/search', {
    config: { isAdmitted: true },
    schema: {
      operationId: 'search',
      tags: ['search'],
      summary: 'Rank documents for a query, or for each query of a batch',
      body: AnySearchBodySchema,
      response: {
        ...response,
        200: Type.Union([...SearchResponseSchema.anyOf, ...JointResponseSchema.anyOf], {
          description: SearchResponseSchema.description,
        }),
        ...refusals(413, 415),
      },
    },
    handler: (request, reply) => {
      const { body, exchange } = request;
      if (isJointSearch(body)) {
        sendCall(
          request,
          reply,
          service.search.prepareJoint(ticketOf(exchange), canonicalizeJointSearch(body), exchange),
        );
        return;
      }
      refuseIdleJoining(body);
      answerCall(service, request, reply, { kind: 'search', ...canonicalizeSearch(body) });
    },
  });
  app.get('/v1/search', {
    config: { isAdmitted: true },
    schema: {
      operationId: 'searchByUrl',
      tags: ['search'],
      summary: 'The same with the fields in the query string',
      description: 'Lists repeat their name; members of an object are dotted: filter.sites=example.org.',
      querystring: SearchQuerySchema,
      response,
    },
    handler: (request, reply) =>
      answerCall(service, request, reply, {
        kind: 'search',
        ...canonicalizeSearch(readSearchQuery(request.query as QueryParameters)),
      }),
  });
}
