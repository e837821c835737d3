import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IndexInspectionSchema } from '../../contract/index-inspection.ts';
import { parseIndexReference } from '../../contract/index-reference.ts';
import type { QueryParameters } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { renderIndexPage } from '../../page/index-page.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import type { SearchBackend, ServedIndex } from '../../serving/search-backend.ts';
import { sendUnchanged } from '../answer-call.ts';
import { entityTag, matchesEntityTag } from '../etag.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { inspect } from '../page-answers.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

const NameParameter = Type.Object({ name: Type.String({ description: 'NAME or NAME@ID, percent-encoded' }) });

/** `GET /v1/indexes/{name}`, and the page of the same */
export function addInspectionRoutes(app: FastifyInstance, service: HttpService): void {
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
      const tag = entityTag(index.id, JSON.stringify([index.name, service.settings.version, index.description]));
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
      const tag = pageTag(request, server, [JSON.stringify(index.description)]);
      if (isUnchanged(request, reply, tag)) return reply;
      return sendPage(reply, renderIndexPage(server, index, await inspect(backend, index)), tag);
    },
  });
}

/** @throws StillwebError NOT_READY, INDEX_NOT_FOUND, INDEX_ID_MISMATCH */
function findIndex(service: HttpService, { params }: FastifyRequest): { backend: SearchBackend; index: ServedIndex } {
  const snapshot = service.search.requireSnapshot();
  const { name } = params as { readonly name: string };
  return { backend: snapshot.backend, index: snapshot.find(parseIndexReference(name)) };
}
