import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonicalizeSearch } from '../../contract/canonical-search.ts';
import { parseIndexReference } from '../../contract/index-reference.ts';
import { type QueryParameters, readSearchQuery } from '../../contract/query-string.ts';
import { type AddressParameters, changeParameters } from '../../page/page-address.ts';
import { renderSearchPage, renderSearchStart } from '../../page/search-page.ts';
import { type Against, type PageQuery, readPageQuery, toQueryParameters, valuesOf } from '../../page/search-query.ts';
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
      const page = readPageQuery(request.query as QueryParameters, chosenName(request));
      return page.query.trim() === ''
        ? await start(service, request, reply, page)
        : await search(service, request, reply, page);
    },
  });
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
    ...canonicalizeSearch(readSearchQuery(toQueryParameters(parameters))),
  }));
  const { call, indexes, backend, run } = preparePage(service, request, questions);
  const server = describeServer(service, request);
  const tag = call.isConducted ? null : pageTag(request, server, [call.key]);
  if (tag !== null && isUnchanged(request, reply, tag)) return reply;
  const results = await run();
  const inspections = await Promise.all(indexes.map((index) => inspect(backend, index)));
  const shown = lists.map((parameters, i) => ({
    index: indexes[i],
    parameters,
    result: results[i],
    inspection: inspections[i],
  }));
  return sendPage(reply, renderSearchPage(server, page, shown), tag);
}

function againstParameters(parameters: AddressParameters, against: Against): AddressParameters {
  return changeParameters(parameters, 'mode' in against ? { mode: against.mode } : { index: against.index });
}
