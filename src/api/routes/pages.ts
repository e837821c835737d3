import type { FastifyInstance } from 'fastify';
import { echoed } from '../../contract/echoed.ts';
import { StillwebError } from '../../errors.ts';
import { ASSET_FOLDER, findAsset } from '../../page/page-assets.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { addApiPage } from './api-page.ts';
import { addBookPages } from './book-pages.ts';
import { addDocumentPage } from './document-pages.ts';
import { addSearchPage } from './search-pages.ts';
import { addStatusPage } from './status-page.ts';
import { addTracePages } from './trace-pages.ts';

/** Assets have the hash of their bytes in their names. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** The pages, and `GET /assets/{name}`, which they load. */
export function addPageRoutes(app: FastifyInstance, service: HttpService): void {
  addSearchPage(app, service);
  addDocumentPage(app, service);
  addApiPage(app, service);
  addBookPages(app, service);
  addStatusPage(app, service);
  addTracePages(app, service);
  for (const [path, name] of Object.entries({ '/docs': 'docs', '/status': 'statusPage', '/traces': 'tracesPage' })) {
    app.get(`${path}/`, {
      config: { dialect: service.pages },
      schema: {
        operationId: `${name}BehindSlash`,
        tags: ['pages'],
        summary: `Leads to ${path}`,
        response: { 308: { type: 'null', description: `to ${path}` }, ...refusals() },
      },
      handler: (_request, reply) => reply.redirect(path, 308),
    });
  }
  app.get(`${ASSET_FOLDER}:name`, {
    config: { dialect: service.pages },
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
        const path = ASSET_FOLDER + echoed(name);
        throw new StillwebError('NOT_FOUND', 'no page of this version loads this', { path });
      }
      return reply.header('cache-control', FOR_EVER).type(asset.mediaType).send(asset.body);
    },
  });
}
