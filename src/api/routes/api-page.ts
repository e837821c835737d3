import type { FastifyInstance } from 'fastify';
import type { QueryParameters } from '../../contract/query-string.ts';
import { exampleNames } from '../../page/api-examples.ts';
import { renderApiPage } from '../../page/api-page.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import type { OpenApiDocument } from '../../page/openapi-document.ts';
import { JSON_TYPE } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { inspect } from '../page-answers.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

/** `GET /openapi.json` and `/docs`: what this server answers, for programs and for reading. */
export function addApiPage(app: FastifyInstance, service: HttpService): void {
  let document: OpenApiDocument;
  let documentText = '';
  /** The page as it was sent last: it changes with the indexes alone. */
  let sent = { tag: '', page: '' };
  app.addHook('onReady', (done) => {
    document = app.swagger() as unknown as OpenApiDocument;
    documentText = JSON.stringify(document);
    done();
  });
  app.get('/openapi.json', {
    schema: {
      operationId: 'openapi',
      tags: ['service'],
      summary: 'This description, as OpenAPI 3.1',
      response: { 200: { type: 'object', additionalProperties: true }, ...refusals() },
    },
    handler: (_request, reply) => reply.type(JSON_TYPE).send(documentText),
  });
  app.get('/docs', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'docs',
      tags: ['pages'],
      summary: 'This description, for reading',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(request.query as QueryParameters, [], 'the reference');
      const { snapshot } = service.search;
      const index = snapshot === null ? null : snapshot.find(request.exchange.chosenIndex);
      const server = describeServer(service, request);
      const tag = pageTag(request, server, [index?.name ?? '']);
      if (isUnchanged(request, reply, tag)) return reply;
      if (sent.tag !== tag) {
        const inspection = snapshot === null || index === null ? null : await inspect(snapshot.backend, index);
        const names = index === null ? null : exampleNames(index.name, inspection);
        sent = { tag, page: renderApiPage(server, document, index, names) };
      }
      return sendPage(reply, sent.page, tag);
    },
  });
}
