import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asked } from '../../contract/asked.ts';
import { canonicalizeDocument, canonicalizeFetch, canonicalizeLinks } from '../../contract/canonical-fetch.ts';
import { DocumentQuerySchema, FetchBodySchema, LinksQuerySchema } from '../../contract/fetch-body.ts';
import { DocumentResponseSchema, FetchResponseSchema, LinksResponseSchema } from '../../contract/fetch-response.ts';
import { type QueryParameters, readDocumentQuery, readLinksQuery } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { answerCall } from '../answer-call.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';

const PREFIX = '/v1/documents/';
const LINKS_SUFFIX = '/links';
const ORIGINAL_SUFFIX = '/original';

/**
 * What goes with an original: it is a page of somebody else, and is to be nothing here. A browser saves it, does not guess its type, and where
 * it shows it all the same, runs nothing and gives it no origin.
 */
const ORIGINAL_HEADERS = {
  'content-disposition': 'attachment',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
};

const IdParameter = Type.Object({
  id: Type.String({
    description:
      'percent-encoded; a slash may stand as it is, save in an id that ends in /links or /original (write %2Flinks)',
  }),
});

/** `POST /v1/fetch`, `GET /v1/documents/{id}`, and `/links` and `/original` behind that */
export function addDocumentRoutes(app: FastifyInstance, service: HttpService): void {
  app.post('/v1/fetch', {
    config: { isAdmitted: true },
    schema: {
      operationId: 'fetch',
      tags: ['documents'],
      summary: 'Read documents by id or URL',
      body: FetchBodySchema,
      response: { 200: FetchResponseSchema, ...refusals(400, 404, 409, 413, 415, 503, 504) },
    },
    handler: (request, reply) =>
      answerCall(service, request, reply, { kind: 'fetch', ...canonicalizeFetch(request.body) }),
  });
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const { id, part } = readDocumentPath(request.raw.url ?? '');
    const parameters = request.query as QueryParameters;
    const asked: Asked =
      part === 'text'
        ? { kind: 'fetch', isSingle: true, ...canonicalizeDocument(id, readDocumentQuery(parameters)) }
        : { kind: part, id, ...canonicalizeLinks(readLinksQuery(parameters)) };
    answerCall(service, request, reply, asked, null, part === 'original' ? ORIGINAL_HEADERS : {});
  };
  app.get(`${PREFIX}:id`, {
    config: { isAdmitted: true },
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
    config: { isAdmitted: true },
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
  app.get(`${PREFIX}:id${ORIGINAL_SUFFIX}`, {
    config: { isAdmitted: true },
    schema: {
      operationId: 'getOriginal',
      tags: ['documents'],
      summary: 'The file or the body that a document was made of, byte for byte',
      description: 'With the media type that came with it. Only of indexes that were built with --originals.',
      params: IdParameter,
      querystring: LinksQuerySchema,
      response: {
        200: { description: 'the original', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
        ...refusals(400, 404, 409, 503, 504),
      },
    },
    handler,
  });
  // Ids with slashes that were not encoded.
  app.get(`${PREFIX}*`, { config: { isAdmitted: true }, schema: { hide: true }, handler });
}

/**
 * The id exactly as it was encoded, from the raw URL: a router decodes in steps that an id with `%` does not survive.
 * @throws INVALID_REQUEST
 */
export function readDocumentPath(url: string): { readonly id: string; readonly part: 'text' | 'links' | 'original' } {
  const path = encodedId(url, PREFIX);
  const part = path.endsWith(LINKS_SUFFIX) ? 'links' : path.endsWith(ORIGINAL_SUFFIX) ? 'original' : 'text';
  const encoded = part === 'text' ? path : path.slice(0, path.lastIndexOf('/'));
  return { id: decodeId(encoded), part };
}

/** The id behind a prefix. @throws INVALID_REQUEST */
export function readDocumentId(url: string, prefix: string): string {
  return decodeId(encodedId(url, prefix));
}

function encodedId(url: string, prefix: string): string {
  const start = url.indexOf(prefix) + prefix.length;
  const query = url.indexOf('?', start);
  return url.slice(start, query === -1 ? url.length : query);
}

function decodeId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new StillwebError('INVALID_REQUEST', 'the id in the path is not percent-encoded UTF-8', { field: 'id' });
  }
}
