import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IndexCheckSchema } from '../../contract/index-check.ts';
import { IndexInspectionSchema } from '../../contract/index-inspection.ts';
import { parseIndexReference } from '../../contract/index-reference.ts';
import type { QueryParameters } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { renderIndexPage } from '../../page/index-page.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import { indexAddress } from '../../page/page-address.ts';
import type { SearchBackend, ServedIndex } from '../../serving/search-backend.ts';
import { sendUnchanged } from '../answer-call.ts';
import { entityTag, matchesEntityTag } from '../etag.ts';
import type { HttpService } from '../http-service.ts';
import { IndexChecks } from '../index-checks.ts';
import { refusals } from '../openapi.ts';
import { mayAct, requireAction } from '../page-actions.ts';
import { inspect } from '../page-answers.ts';
import { PAGE_HEADERS } from '../page-dialect.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

const NameParameter = Type.Object({ name: Type.String({ description: 'NAME or NAME@ID, percent-encoded' }) });

/** `GET /v1/indexes/{name}` and the page of the same, and what checks an index: `…/check` */
export function addInspectionRoutes(app: FastifyInstance, service: HttpService): void {
  const checks = new IndexChecks();
  addCheckRoutes(app, service, checks);
  app.get('/v1/indexes/:name', {
    schema: {
      operationId: 'inspectIndex',
      tags: ['service'],
      summary: 'What is in an index: counts, settings, files, how to cite it',
      params: NameParameter,
      response: { 200: IndexInspectionSchema, ...refusals(400, 404, 409, 503) },
    },
    handler: async (request, reply) => {
      const { backend, index } = findIndex(service, request);
      const facts = [index.name, service.settings.version, index.description, checks.stateOf(index)];
      const tag = entityTag(index.id, JSON.stringify(facts));
      if (matchesEntityTag(request.headers['if-none-match'], tag)) {
        sendUnchanged(reply, tag);
        return reply;
      }
      const inspection = await inspect(backend, index);
      if (inspection !== null) return reply.header('etag', tag).send(inspection);
      throw new StillwebError('UNSUPPORTED', `of the index ${index.name} no more is known than /v1/indexes tells`, {
        index: index.name,
      });
    },
  });
  app.get('/indexes/:name', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'indexPage',
      tags: ['pages'],
      summary: 'The same, for reading',
      params: NameParameter,
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals(404, 409, 503) },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(request.query as QueryParameters, [], 'the page of an index');
      const { backend, index } = findIndex(service, request);
      const server = describeServer(service, request);
      const check =
        backend.check === undefined ? null : { state: checks.stateOf(index), isAllowed: mayAct(service.settings) };
      const tag = pageTag(request, server, [JSON.stringify([index.description, check])]);
      if (isUnchanged(request, reply, tag)) return reply;
      return sendPage(reply, renderIndexPage(server, { index, inspection: await inspect(backend, index), check }), tag);
    },
  });
}

/** What does not change the index, and says of it what `stillweb check` says. */
function addCheckRoutes(app: FastifyInstance, service: HttpService, checks: IndexChecks): void {
  const begin = (request: FastifyRequest): { readonly index: ServedIndex } => {
    refuseUnknownNames(request.query as QueryParameters, [], 'a check');
    requireAction(service.settings, 'stillweb check DIR');
    const { backend, index } = findIndex(service, request);
    checks.start(backend, index, (error) => service.settings.onBug(error, request.id));
    return { index };
  };
  const config = { isUnrecorded: true };
  app.get('/v1/indexes/:name/check', {
    config,
    schema: {
      operationId: 'getCheck',
      tags: ['service'],
      summary: 'What came of the last check of an index, or how long one runs',
      params: NameParameter,
      response: { 200: IndexCheckSchema, ...refusals(404, 409, 503) },
    },
    handler: async (request) => checks.stateOf(findIndex(service, request).index),
  });
  app.post('/v1/indexes/:name/check', {
    config,
    schema: {
      operationId: 'startCheck',
      tags: ['service'],
      summary: 'Checks an index as stillweb check does, beside the threads that search; one at a time',
      description:
        'Where the server has a token, or answers its own machine alone, and was not started with --read-only.',
      params: NameParameter,
      response: { 202: IndexCheckSchema, ...refusals(404, 409, 503) },
    },
    handler: async (request, reply) => reply.code(202).send(checks.stateOf(begin(request).index)),
  });
  app.post('/indexes/:name/check', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'startCheckForm',
      tags: ['pages'],
      summary: 'The same by a form; leads to the page of the index',
      params: NameParameter,
      response: { 303: { type: 'null', description: 'to the page of the index' }, ...refusals(404, 409, 503) },
    },
    handler: async (request, reply) =>
      reply.headers(PAGE_HEADERS).redirect(`${indexAddress(begin(request).index.name)}#promises`, 303),
  });
}

/** @throws StillwebError NOT_READY, INDEX_NOT_FOUND, INDEX_ID_MISMATCH */
function findIndex(service: HttpService, { params }: FastifyRequest): { backend: SearchBackend; index: ServedIndex } {
  const snapshot = service.search.requireSnapshot();
  const { name } = params as { readonly name: string };
  return { backend: snapshot.backend, index: snapshot.find(parseIndexReference(name)) };
}
