import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type CanonicalFetch,
  canonicalizeDocument,
  canonicalizeFetch,
  canonicalizeLinks,
} from '../../contract/canonical-fetch.ts';
import { DocumentQuerySchema, FetchBodySchema, LinksQuerySchema } from '../../contract/fetch-body.ts';
import { DocumentResponseSchema, FetchResponseSchema, LinksResponseSchema } from '../../contract/fetch-response.ts';
import { type QueryParameters, readDocumentQuery, readLinksQuery } from '../../contract/query-string.ts';
import { canonicalFetchKey, canonicalLinksKey } from '../../contract/request-key.ts';
import { StillwebError } from '../../errors.ts';
import { createAdmissionHook } from '../gate.ts';
import { refusals } from '../openapi.ts';
import { documentBody, fetchBody, linksBody } from '../response-body.ts';
import type { Service } from '../service.ts';
import { callWorkers, findIndex } from '../worker-call.ts';

const PREFIX = '/v1/documents/';
const LINKS_SUFFIX = '/links';

const IdParameter = Type.Object({
  id: Type.String({
    description: 'percent-encoded; a slash may stand as it is, save in an id that ends in /links (write %2Flinks)',
  }),
});

/** `POST /v1/fetch`, `GET /v1/documents/{id}` and `GET /v1/documents/{id}/links` */
export function addDocumentRoutes(app: FastifyInstance, service: Service): void {
  const onRequest = createAdmissionHook(service);
  app.post('/v1/fetch', {
    onRequest,
    schema: {
      operationId: 'fetch',
      tags: ['documents'],
      summary: 'Read documents by id or URL',
      body: FetchBodySchema,
      response: { 200: FetchResponseSchema, ...refusals(400, 404, 409, 413, 415, 503, 504) },
    },
    handler: (request, reply) => answerFetch(service, request, reply, canonicalizeFetch(request.body)),
  });
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const { id, isLinks } = readDocumentPath(request.raw.url ?? '');
    const parameters = request.query as QueryParameters;
    if (isLinks) answerLinks(service, request, reply, id, parameters);
    else answerDocument(service, request, reply, id, canonicalizeDocument(id, readDocumentQuery(parameters)));
  };
  app.get(`${PREFIX}:id`, {
    onRequest,
    schema: {
      operationId: 'getDocument',
      tags: ['documents'],
      summary: 'Read one document',
      params: IdParameter,
      querystring: DocumentQuerySchema,
      response: { 200: DocumentResponseSchema, ...refusals(400, 404, 409, 503, 504) },
    },
    handler,
  });
  app.get(`${PREFIX}:id${LINKS_SUFFIX}`, {
    onRequest,
    schema: {
      operationId: 'getLinks',
      tags: ['documents'],
      summary: 'Documents of the index that this one links to, and those that link to it',
      params: IdParameter,
      querystring: LinksQuerySchema,
      response: { 200: LinksResponseSchema, ...refusals(400, 404, 409, 503, 504) },
    },
    handler,
  });
  // Ids with slashes that were not encoded.
  app.get(`${PREFIX}*`, { onRequest, schema: { hide: true }, handler });
}

/**
 * The id exactly as it was encoded, from the raw URL: a router decodes in steps that an id with `%` does not survive.
 * @throws INVALID_REQUEST
 */
export function readDocumentPath(url: string): { readonly id: string; readonly isLinks: boolean } {
  const start = url.indexOf(PREFIX) + PREFIX.length;
  const query = url.indexOf('?', start);
  const path = url.slice(start, query === -1 ? url.length : query);
  const isLinks = path.endsWith(LINKS_SUFFIX);
  const encoded = isLinks ? path.slice(0, -LINKS_SUFFIX.length) : path;
  try {
    return { id: decodeURIComponent(encoded), isLinks };
  } catch {
    throw new StillwebError('INVALID_REQUEST', 'the id in the path is not percent-encoded UTF-8', { field: 'id' });
  }
}

function answerFetch(service: Service, request: FastifyRequest, reply: FastifyReply, fetch: CanonicalFetch): void {
  const index = findIndex(request, fetch.index);
  callWorkers(service, request, reply, {
    index,
    requestKey: canonicalFetchKey(index.name, fetch.request, 'fetch'),
    run: (backend, options) => backend.fetch(index.name, fetch.request, options),
    answer: (documents) => fetchBody(index, documents),
  });
}

function answerDocument(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  fetch: CanonicalFetch,
): void {
  const index = findIndex(request, fetch.index);
  callWorkers(service, request, reply, {
    index,
    requestKey: canonicalFetchKey(index.name, fetch.request, 'document'),
    run: (backend, options) => backend.fetch(index.name, fetch.request, options),
    answer: ([document]) => {
      if (document.error === undefined) return documentBody(index, document);
      throw new StillwebError('DOCUMENT_NOT_FOUND', document.error.message, { id: id.slice(0, 200).toWellFormed() });
    },
  });
}

function answerLinks(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  parameters: QueryParameters,
): void {
  const index = findIndex(request, canonicalizeLinks(readLinksQuery(parameters)).index);
  callWorkers(service, request, reply, {
    index,
    requestKey: canonicalLinksKey(index.name, id),
    run: (backend, options) => backend.links(index.name, id, options),
    answer: (links) => linksBody(index, links),
  });
}
