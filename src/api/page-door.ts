/** How pages are sent, and who gets them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../dialects/dialect.ts';
import { ASSETS_KEY } from '../page/page-assets.ts';
import type { PageServer } from '../page/page-frame.ts';
import { acceptsHtml } from './accepts-html.ts';
import { entityTag, matchesEntityTag } from './etag.ts';
import type { HttpService } from './http-service.ts';
import { PAGE_HEADERS } from './page-dialect.ts';

/** Whether a person looks: at a page or what stands behind it, or with a browser at a path where there is none. Nobody in a trace did that. */
export function isLooking(service: HttpService, request: FastifyRequest): boolean {
  if (request.is404) return request.method === 'GET' && acceptsHtml(request.headers.accept);
  const { dialect, isUnrecorded = false } = request.routeOptions.config ?? {};
  return isUnrecorded || dialect === service.pages;
}

/** Whose form an error gets where it is that of pages: that of the API for a program. */
export function settlePageDialect(
  service: HttpService,
  dialect: Dialect | null,
  request: FastifyRequest,
): Dialect | null {
  const isPage = dialect === service.pages || (dialect === null && request.is404 && request.method === 'GET');
  if (!isPage) return dialect;
  return acceptsHtml(request.headers.accept) ? service.pages : null;
}

export function describeServer(service: HttpService, request: FastifyRequest): PageServer {
  return service.describePages(request.headers);
}

/** The tag of a page: of all that shapes it. @param keys of the answers that it shows */
export function pageTag(
  request: FastifyRequest,
  { origin, version, indexes }: PageServer,
  keys: readonly string[],
): string {
  const served = indexes.map(({ name, id }) => `${name}@${id}`);
  return entityTag(served.join(' '), JSON.stringify([ASSETS_KEY, version, origin, request.raw.url, ...keys]));
}

/** Whether the browser holds the page already; answered then. */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  if (!matchesEntityTag(request.headers['if-none-match'], tag)) return false;
  reply.headers(PAGE_HEADERS).header('etag', tag).code(304).send();
  return true;
}

export function sendPage(reply: FastifyReply, page: string, tag: string | null = null): FastifyReply {
  if (tag !== null) reply.header('etag', tag);
  return reply.headers(PAGE_HEADERS).send(page);
}
