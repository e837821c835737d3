import type { FastifyInstance } from 'fastify';
import { renderApiPage } from '../api-page.ts';
import { JSON_TYPE } from '../error-response.ts';
import { type OpenApiDocument, refusals } from '../openapi.ts';

/** `GET /openapi.json`, `/docs` and `/` */
export function addPageRoutes(app: FastifyInstance): void {
  let documentText = '';
  let page = { html: '', contentSecurityPolicy: '' };
  app.addHook('onReady', (done) => {
    const document = app.swagger() as unknown as OpenApiDocument;
    documentText = JSON.stringify(document);
    page = renderApiPage(document);
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
    schema: {
      operationId: 'docs',
      tags: ['service'],
      summary: 'This description, for reading',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: (_request, reply) =>
      reply
        .header('content-security-policy', page.contentSecurityPolicy)
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
        .send(page.html),
  });
  app.get('/', {
    schema: {
      operationId: 'root',
      tags: ['service'],
      summary: 'Leads to /docs',
      response: { 307: { type: 'null', description: 'to /docs' }, ...refusals() },
    },
    handler: (_request, reply) => reply.redirect('/docs', 307),
  });
}
