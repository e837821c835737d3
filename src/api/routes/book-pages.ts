import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { echoed } from '../../contract/echoed.ts';
import { StillwebError } from '../../errors.ts';
import { BOOK_ADDRESS, CONTENTS, readChapter } from '../../page/book.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { describeServer, isUnchanged, pageTag, sendPage } from '../page-door.ts';

/** `GET /docs/book`: the book, for reading; with the ending `.md` its Markdown. */
export function addBookPages(app: FastifyInstance, service: HttpService): void {
  app.get(BOOK_ADDRESS, {
    config: { dialect: service.pages },
    schema: {
      operationId: 'book',
      tags: ['pages'],
      summary: 'The book: tutorials, guides, reference and explanation',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: (request, reply) => sendChapter(service, request, reply, ''),
  });
  app.get(`${BOOK_ADDRESS}/*`, {
    config: { dialect: service.pages },
    schema: {
      operationId: 'bookChapter',
      tags: ['pages'],
      summary: 'A chapter of the book; with the ending .md its Markdown',
      produces: ['text/html', 'text/markdown'],
      response: { 200: { type: 'string' }, ...refusals(404) },
    },
    handler: (request, reply) =>
      sendChapter(service, request, reply, (request.params as { readonly '*': string })['*']),
  });
}

async function sendChapter(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): Promise<FastifyReply> {
  const isMarkdown = path.endsWith('.md');
  const name = isMarkdown ? path : path === '' ? CONTENTS : `${path}.md`;
  const source = readChapter(name);
  if (source === null) {
    const asked = `${BOOK_ADDRESS}/${echoed(path)}`;
    throw new StillwebError('NOT_FOUND', 'the book has no such chapter', { path: asked });
  }
  if (isMarkdown) return reply.type('text/markdown; charset=utf-8').send(source);
  const server = describeServer(service, request);
  const tag = pageTag(request, server, [source]);
  if (isUnchanged(request, reply, tag)) return reply;
  // What reads Markdown is loaded when somebody reads.
  const { renderBookPage } = await import('../../page/book-page.ts');
  return sendPage(reply, renderBookPage(server, name, source), tag);
}
