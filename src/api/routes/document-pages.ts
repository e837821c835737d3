import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asked } from '../../contract/asked.ts';
import { canonicalizeDocument, canonicalizeLinks } from '../../contract/canonical-fetch.ts';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import type { QueryParameters } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { FOUND, READ, renderDocumentPage } from '../../page/document-page.ts';
import { type DocumentQuery, readDocumentPageQuery } from '../../page/document-query.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { chosenName, preparePage } from '../page-answers.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';
import { readDocumentId } from './documents.ts';

const PREFIX = '/documents/';
const MARKED_PASSAGES = 5;

/** `GET /documents/{id}`: a document for reading. */
export function addDocumentPage(app: FastifyInstance, service: HttpService): void {
  const show = async (id: string, given: QueryParameters, request: FastifyRequest, reply: FastifyReply) => {
    const asked = readDocumentPageQuery(id, given, chosenName(request));
    const { call, indexes, run } = preparePage(service, request, questionsOf(asked));
    const server = describeServer(service, request);
    const tag = call.isConducted ? null : pageTag(request, server, [call.key]);
    if (tag !== null && isUnchanged(request, reply, tag)) return reply;
    const [{ document }, links, ...others] = await run().catch((error: unknown) => {
      throw inIndex(error, indexes[0].name);
    });
    const finding = asked.find === '' ? null : others.shift().document;
    const passages = asked.query === '' ? [] : others.shift().hits;
    return sendPage(
      reply,
      renderDocumentPage(server, asked, { index: indexes[0], document, links, passages, finding }),
      tag,
    );
  };
  const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    show(readDocumentId(request.raw.url ?? '', PREFIX), request.query as QueryParameters, request, reply);
  app.get(`${PREFIX}:id`, {
    config: { dialect: service.pages },
    schema: {
      operationId: 'documentPage',
      tags: ['pages'],
      summary: 'One document, for reading',
      description: 'Takes index, offset, find, and query with mode, whose best passages it marks.',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals(404, 409, 503, 504) },
    },
    handler,
  });
  // Ids that browsers take for steps of a path.
  app.get('/documents', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'documentPageById',
      tags: ['pages'],
      summary: 'The same, of an id that no path can hold',
      description: 'id names the document: browsers take . and .. in a path for steps.',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals(404, 409, 503, 504) },
    },
    handler: (request, reply) => {
      const { id, ...given } = request.query as QueryParameters;
      if (typeof id === 'string' && id !== '') return show(id, given, request, reply);
      throw new StillwebError('INVALID_REQUEST', 'id must name one document', { field: 'id' });
    },
  });
  // Ids with slashes that were not encoded.
  app.get(`${PREFIX}*`, { config: { dialect: service.pages }, schema: { hide: true }, handler });
}

/** Where there are several indexes, it matters which was looked into. */
function inIndex(error: unknown, index: string): unknown {
  if (!(error instanceof StillwebError) || error.code !== 'DOCUMENT_NOT_FOUND') return error;
  return new StillwebError(error.code, `the index ${index} has no document with the id ${error.facts.id}`, {
    ...error.facts,
    index,
  });
}

/** The text, the links, where `find` stands, and the passages that answer `query`: in this order. */
function questionsOf({ id, index, offset, query, mode, find }: DocumentQuery): Asked[] {
  const named = index === undefined ? {} : { index };
  const read = (fields: object): Asked => ({
    kind: 'fetch',
    isSingle: true,
    ...canonicalizeDocument(id, { ...named, ...fields }),
  });
  return [
    read({ offset, maxChars: Number(READ.maxChars), cut: READ.cut, toc: true }),
    { kind: 'links', id, ...canonicalizeLinks(named) },
    ...(find === '' ? [] : [read({ find, matches: Number(FOUND.matches), maxChars: Number(FOUND.maxChars) })]),
    ...(query === '' ? [] : [passagesOf({ ...named, query, ...(mode !== undefined && { mode }) }, id)]),
  ];
}

function passagesOf(fields: object, id: string): Asked {
  const search = { ...fields, unit: 'passage', k: MARKED_PASSAGES, filter: { ids: [id] }, snippet: false };
  return { kind: 'search', ...canonicalizeSearch(search) };
}
