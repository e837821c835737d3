import type { FastifyInstance } from 'fastify';
import type { QueryParameters } from '../../contract/query-string.ts';
import { exampleNames } from '../../page/api-examples.ts';
import { renderApiPage } from '../../page/api-page.ts';
import { renderDialectsPage } from '../../page/dialects-page.ts';
import { renderErrorReferencePage } from '../../page/error-reference-page.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import type { OpenApiDocument } from '../../page/openapi-document.ts';
import { DIALECTS_ADDRESS, ERRORS_ADDRESS } from '../../page/page-address.ts';
import type { PageServer } from '../../page/page-frame.ts';
import { JSON_TYPE } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { inspect } from '../page-answers.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

/** `GET /openapi.json`, `/docs` and its parts: what this server answers, for programs and for reading. */
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
  const addPart = (
    path: string,
    operationId: string,
    summary: string,
    render: (server: PageServer) => string,
  ): void => {
    app.get(path, {
      config: { dialect: service.pages },
      schema: {
        operationId,
        tags: ['pages'],
        summary,
        produces: ['text/html'],
        response: { 200: { type: 'string' }, ...refusals() },
      },
      handler: async (request, reply) => {
        refuseUnknownNames(request.query as QueryParameters, [], 'a part of the reference');
        const server = describeServer(service, request);
        const tag = pageTag(request, server, []);
        if (isUnchanged(request, reply, tag)) return reply;
        return sendPage(reply, render(server), tag);
      },
    });
  };
  addPart(DIALECTS_ADDRESS, 'dialectsPage', 'Other search APIs that this server speaks', (server) =>
    renderDialectsPage(server, document),
  );
  addPart(ERRORS_ADDRESS, 'errorsPage', 'Every code of an error, and what mends it', renderErrorReferencePage);
}
