import type { FastifyInstance } from 'fastify';
import { StillwebError } from '../../errors.ts';
import { findAsset } from '../../page/page-assets.ts';
import { renderApiPage } from '../api-page.ts';
import { JSON_TYPE } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { type OpenApiDocument, refusals } from '../openapi.ts';
import { addDocumentPage } from './document-pages.ts';
import { addSearchPage } from './search-pages.ts';

/** Assets have the hash of their bytes in their names. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** `GET /openapi.json`, and the pages with what they load */
export function addPageRoutes(app: FastifyInstance, service: HttpService): void {
  addSearchPage(app, service);
  addDocumentPage(app, service);
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
  app.get('/assets/:name', {
    schema: {
      operationId: 'asset',
      tags: ['pages'],
      summary: 'The style and the module of the pages',
      produces: ['text/css', 'text/javascript'],
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: (request, reply) => {
      const { name } = request.params as { readonly name: string };
      const asset = findAsset(name);
      if (asset === undefined) {
        throw new StillwebError('NOT_FOUND', 'no page of this version loads this', {
          path: `/assets/${name.slice(0, 200).toWellFormed()}`,
        });
      }
      return reply.header('cache-control', FOR_EVER).type(asset.mediaType).send(asset.body);
    },
  });
}
