/** The OpenAPI 3.1 document, made from the schemas of the routes. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { ErrorResponseSchema } from '../contract/service-response.ts';

const ERROR_ID = 'Error';

const DESCRIPTION = [
  'A reproducible local search service. The same index and the same request give the same bytes: the body is a pure',
  'function of the index id and of the canonical request. Time taken is in the Server-Timing header.',
  'Offsets into text count UTF-16 code units, as strings of JavaScript do.',
  'Every error has the shape {"error": {code, message, facts, fix, requestId}}.',
].join(' ');

export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  app.addSchema({ ...ErrorResponseSchema, $id: ERROR_ID });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'stillweb', version, description: DESCRIPTION },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{}, { token: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `schema-${i}`) },
  });
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'the request is wrong; facts names the field',
  401: 'a token is needed, or it is wrong',
  403: 'the Host or the Origin is not allowed',
  404: 'the index or the document is not served',
  408: 'the request did not arrive in time',
  409: 'the pinned index id is not the one served',
  413: 'the body is too large',
  414: 'the URL is too long',
  415: 'the body is not application/json',
  429: 'as an experiment asked: there were too many requests; Retry-After says when to repeat',
  431: 'the headers are too large',
  500: 'a fault of the server; report the request id',
  503: 'overloaded, not ready, or stopping; Retry-After says when to repeat',
  504: 'the search did not end in time',
};
/** What any request may meet before its route. */
const EVERYWHERE = [400, 401, 403, 408, 414, 429, 431, 500];

/** Responses of a route's schema for the errors that it may answer. */
export function refusals(...statuses: readonly number[]): Record<number, object> {
  const responses: Record<number, object> = {};
  for (const status of [...EVERYWHERE, ...statuses]) {
    responses[status] = { description: REASONS[status], $ref: `${ERROR_ID}#` };
  }
  return responses;
}
