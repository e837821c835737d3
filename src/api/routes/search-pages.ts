import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import { parseIndexReference } from '../../contract/index-reference.ts';
import { type QueryParameters, readSearchQuery } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_DEPTH } from '../../limits.ts';
import { type AddressParameters, changeParameters } from '../../page/page-address.ts';
import { renderSearchPage, renderSearchRefusal, renderSearchStart } from '../../page/search-page.ts';
import {
  type Against,
  countOf,
  offsetOf,
  type PageQuery,
  readPageQuery,
  toQueryParameters,
  valuesOf,
} from '../../page/search-query.ts';
import { acceptsHtml } from '../accepts-html.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { chosenName, inspect, preparePage } from '../page-answers.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

/** `GET /`: the search page for browsers; programs are led to `/docs`. */
export function addSearchPage(app: FastifyInstance, service: HttpService): void {
  app.get('/', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'searchPage',
      tags: ['pages'],
      summary: 'Search, for people; leads programs to /docs',
      description: 'Takes the parameters of GET /v1/search, and against. A page where Accept names text/html.',
      produces: ['text/html'],
      response: {
        200: { type: 'string' },
        307: { type: 'null', description: 'to /docs' },
        ...refusals(404, 409, 503, 504),
      },
    },
    handler: async (request, reply) => {
      if (!acceptsHtml(request.headers.accept)) return reply.header('vary', 'accept').redirect('/docs', 307);
      const given = request.query as QueryParameters;
      try {
        const page = readPageQuery(given, chosenName(request));
        return await (page.query.trim() === '' ? start : search)(service, request, reply, page);
      } catch (error) {
        const { snapshot } = service.search;
        if (!isMendable(error) || snapshot === null) throw error;
        const { against: _, ...others } = given;
        const page = readPageQuery(error.facts.field === 'against' ? others : given, chosenName(request));
        return refuse(service, request, reply, page, error);
      }
    },
  });
}

/** Whether whoever asked may mend what they asked, and has not to wait. */
function isMendable(error: unknown): error is StillwebError {
  return error instanceof StillwebError && error.entry.http < 500 && error.entry.retry !== 'later';
}

/** The form again, with what is wrong. */
function refuse(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageQuery,
  error: StillwebError,
): FastifyReply {
  const server = describeServer(service, request);
  const [named] = valuesOf(page.parameters, 'index');
  const index = server.indexes.find(({ name }) => name === named?.split('@')[0]) ?? server.indexes[0];
  request.exchange.errorCode = error.code;
  return sendPage(reply.code(error.entry.http), renderSearchRefusal(server, page, index, error, request.id));
}

async function start(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageQuery,
): Promise<FastifyReply> {
  const snapshot = service.search.requireSnapshot();
  const [named] = valuesOf(page.parameters, 'index');
  const index = snapshot.find(named === undefined ? undefined : parseIndexReference(named));
  const server = describeServer(service, request);
  const tag = pageTag(request, server, []);
  if (isUnchanged(request, reply, tag)) return reply;
  return sendPage(reply, renderSearchStart(server, page, index, await inspect(snapshot.backend, index)), tag);
}

async function search(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageQuery,
): Promise<FastifyReply> {
  const asked = changeParameters(page.parameters, { explain: 'true' });
  const lists = page.against === null ? [asked] : [asked, againstParameters(asked, page.against)];
  const questions = lists.map((parameters) => ({
    kind: 'search' as const,
    ...canonicalizeSearch(readSearchQuery(toQueryParameters(withOneMore(parameters)))),
  }));
  const { call, indexes, backend, run } = preparePage(service, request, questions);
  const server = describeServer(service, request);
  const tag = call.isConducted ? null : pageTag(request, server, [call.key]);
  if (tag !== null && isUnchanged(request, reply, tag)) return reply;
  const results = await run();
  const inspections = await Promise.all(indexes.map((index) => inspect(backend, index)));
  const k = countOf(page.parameters);
  const shown = lists.map((parameters, i) => ({
    index: indexes[i],
    parameters,
    result: { ...results[i], hits: results[i].hits.slice(0, k) },
    hasMore: results[i].hits.length > k,
    inspection: inspections[i],
  }));
  return sendPage(reply, renderSearchPage(server, page, shown), tag);
}

/** A hit more than is shown tells whether there is another page: lists do not depend on `k`. */
function withOneMore(parameters: AddressParameters): AddressParameters {
  const k = countOf(parameters);
  // What cannot be read as a number stays, to be refused.
  const isWritten = valuesOf(parameters, 'k').join() === String(k) || valuesOf(parameters, 'k').length === 0;
  const isPossible = isWritten && Number.isSafeInteger(k) && k > 0 && offsetOf({ parameters }) + k < MAX_DEPTH;
  return isPossible ? changeParameters(parameters, { k: String(k + 1) }) : parameters;
}

function againstParameters(parameters: AddressParameters, against: Against): AddressParameters {
  return changeParameters(parameters, 'mode' in against ? { mode: against.mode } : { index: against.index });
}
