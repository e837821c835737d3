/** What every request passes before its route and its body: names, token, draining, unknown paths. */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { readHeaderText } from '../bytes/header-text.ts';
import { noPerturbation, PERTURB_HEADER } from '../contract/perturb-header.ts';
import { DECLARATION_HEADERS, NOTE_HEADER, readDeclaration } from '../contract/session-declaration.ts';
import { readSession, SESSION_HEADER } from '../contract/session-name.ts';
import type { Dialect, TokenPlaces } from '../dialects/dialect.ts';
import { StillwebError } from '../errors.ts';
import { MAX_BODY_BYTES, MAX_URL_BYTES, SMALL_BODY_BYTES } from '../limits.ts';
import { basicToken, bearerToken, checkAddress, checkToken, dialectToken, isNamedOrigin } from './access.ts';
import { commonHeaders } from './exchange.ts';
import { checkExpectation } from './expectation.ts';
import type { HttpService } from './http-service.ts';
import { openExchange } from './open-exchange.ts';
import { isLooking } from './page-door.ts';
import { checkTarget } from './target.ts';

/** Open without a token, and answered while draining: a supervisor asks whether the process lives. */
const HEALTH_PATH = '/healthz';
/** What clients of MCP send beside the usual ones. */
const MCP_HEADERS = 'mcp-protocol-version, mcp-method, mcp-name';
const PATHS_WHILE_DRAINING = new Set([HEALTH_PATH, '/readyz', '/metrics']);

/** The first hook of every request. */
export function createGate(service: HttpService): onRequestHookHandler {
  return (request, reply, done) => {
    openRequest(service, request, reply);
    const path = pathOf(request.raw.url ?? '/');
    try {
      checkAddress(service.access, request.raw);
      addCrossOriginHeaders(service, request, reply);
      if (request.method === 'OPTIONS') {
        answerOptions(service, request, reply, path);
        return;
      }
      if (path !== HEALTH_PATH) checkRequestToken(service, request);
      checkUrlLength(request);
      if (!request.exchange.isUnrecorded) readSessionHeaders(service, request);
      checkTarget(request.raw.url ?? '');
      checkExpectation(request.raw);
      if (service.isDraining && !PATHS_WHILE_DRAINING.has(path)) {
        throw new StillwebError('DRAINING', 'the server is stopping');
      }
      if (request.is404) throw unknownRoute(service, request.method, path);
      if (bodyBytesOf(request) > 0) checkCodings(request.raw);
    } catch (error) {
      closeUnlessSmall(request, reply);
      done(error as Error);
      return;
    }
    done();
  };
}

/** The hook of routes that reach the workers: decides before the body is read. */
export function createAdmissionHook(service: HttpService): onRequestHookHandler {
  return (request, reply, done) => {
    try {
      request.exchange.ticket = service.search.enter(Math.min(bodyBytesOf(request), MAX_BODY_BYTES));
    } catch (error) {
      closeUnlessSmall(request, reply);
      done(error as Error);
      return;
    }
    done();
  };
}

/** For a request that the framework refuses before any hook: the names and the token still come first. */
export function firstFault(service: HttpService, request: FastifyRequest, reply: FastifyReply, fault: Error): Error {
  openRequest(service, request, reply);
  try {
    checkAddress(service.access, request.raw);
    checkToken(service.access, bearerToken(request.headers) ?? basicToken(request.headers));
    return fault;
  } catch (error) {
    return error as Error;
  }
}

function checkRequestToken({ access }: HttpService, request: FastifyRequest): void {
  const { tokens = {} } = request.routeOptions.config?.dialect ?? {};
  const presented = presentedToken(request, tokens);
  // The body may bring it: `checkBodyToken` looks.
  if (presented === null && tokens.body !== undefined) return;
  checkToken(access, presented);
}

/** After the body of a dialect's request has arrived, where its token may stand. @throws UNAUTHORIZED */
export function checkBodyToken({ access }: HttpService, request: FastifyRequest, { tokens = {} }: Dialect): void {
  if (tokens.body === undefined || presentedToken(request, tokens) !== null) return;
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const presented = tokens.body.map((name) => body[name]).find((token) => typeof token === 'string');
  checkToken(access, (presented as string | undefined) ?? null);
}

function presentedToken({ headers, query }: FastifyRequest, tokens: TokenPlaces): string | null {
  // Clients of a dialect with places of its own may have a password for somebody else.
  if (Object.keys(tokens).length === 0) return bearerToken(headers) ?? basicToken(headers);
  return bearerToken(headers) ?? dialectToken(tokens, headers, query as Record<string, unknown>);
}

function openRequest(service: HttpService, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'unknown';
  request.exchange = openExchange(service, request.id, request.raw, reply.raw, route);
  request.exchange.isUnrecorded = isLooking(service, request);
  reply.headers(commonHeaders(request.id));
}

/** @throws StillwebError as what it calls */
function readSessionHeaders(service: HttpService, { exchange, raw }: FastifyRequest): void {
  exchange.session = namedSession(raw);
  exchange.perturb = askedPerturbation(service, raw);
  exchange.declared = readDeclaration(raw.headers, DECLARATION_HEADERS, readHeaderText);
}

/** @throws INVALID_REQUEST for one that is too long */
function namedSession({ headers }: IncomingMessage): string | null {
  const named = headers[SESSION_HEADER];
  // Node joins a header that stands twice.
  return typeof named !== 'string' || named === '' ? null : (readSession(readHeaderText(named)).session ?? null);
}

/** @throws UNSUPPORTED where there is no experiment that could do it */
function askedPerturbation({ search }: HttpService, { headers }: IncomingMessage): string | null {
  const asked = headers[PERTURB_HEADER];
  if (typeof asked !== 'string') return null;
  if (search.conductor !== null) return asked;
  throw noPerturbation();
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function checkUrlLength(request: FastifyRequest): void {
  const bytes = request.raw.url?.length ?? 0;
  if (bytes <= MAX_URL_BYTES) return;
  throw new StillwebError('URL_TOO_LONG', `the URL has ${bytes} bytes; at most ${MAX_URL_BYTES} are accepted`, {
    bytes,
    maxBytes: MAX_URL_BYTES,
  });
}

/** As declared; the most there may be where the length is not told. */
export function bodyBytesOf({ headers }: Pick<IncomingMessage, 'headers'>): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : MAX_BODY_BYTES;
}

/** @throws UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST for a body that has other bytes than its sender means */
function checkCodings({ headers, httpVersion }: IncomingMessage): void {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (!encodings.every((name) => name === '' || name === 'identity')) {
    throw new StillwebError('UNSUPPORTED_MEDIA_TYPE', 'the body is encoded; content-encoding must be identity', {
      header: 'content-encoding',
      supported: ['identity'],
    });
  }
  const transfer = headers['transfer-encoding'];
  // What stands between and speaks HTTP/1.0 would find another end of the body.
  if (transfer === undefined || (transfer.toLowerCase() === 'chunked' && httpVersion === '1.1')) return;
  throw new StillwebError('INVALID_REQUEST', 'the only transfer encoding is chunked, of HTTP/1.1', {
    header: 'transfer-encoding',
  });
}

/** A refused request's body is still on its way: a small one is read and dropped, a large one is not worth it. */
function closeUnlessSmall(request: FastifyRequest, reply: FastifyReply): void {
  if (bodyBytesOf(request) > SMALL_BODY_BYTES) reply.header('connection', 'close');
}

function unknownRoute(service: HttpService, method: string, path: string): StillwebError {
  const allowed = service.routes.methodsOf(path);
  const named = path.slice(0, 200).toWellFormed();
  if (allowed.length === 0) return new StillwebError('NOT_FOUND', `there is no such route: ${named}`, { path: named });
  return new StillwebError('METHOD_NOT_ALLOWED', `${named} does not take ${method}, only ${allowed.join(', ')}`, {
    method,
    allowed,
  });
}

/** Pages of the origins that the operator named may read answers; no other header of CORS is ever sent. */
function addCrossOriginHeaders(service: HttpService, request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined || !isNamedOrigin(service.access, origin)) return;
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', `etag, server-timing, x-request-id, retry-after, ${NOTE_HEADER}`);
  reply.header('vary', 'origin');
}

function answerOptions(service: HttpService, request: FastifyRequest, reply: FastifyReply, path: string): void {
  const allowed = path === '*' ? service.routes.methods : service.routes.methodsOf(path);
  if (path !== '*') checkTarget(request.raw.url ?? '');
  if (allowed.length === 0) throw unknownRoute(service, request.method, path);
  const methods = [...allowed, 'OPTIONS'].join(', ');
  reply.header('allow', methods);
  if (reply.hasHeader('access-control-allow-origin')) {
    reply.header('access-control-allow-methods', methods);
    reply.header(
      'access-control-allow-headers',
      `authorization, content-type, if-none-match, ${SESSION_HEADER}, ${PERTURB_HEADER}, ${Object.values(DECLARATION_HEADERS).join(', ')}, ${MCP_HEADERS}`,
    );
    reply.header('access-control-max-age', '600');
  }
  reply.code(204).send();
}
