/** The HTTP server: what `stillweb serve` starts. */

import { setTimeout } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { LoadProgress } from '../contract/service-response.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { DRAIN_TIMEOUT_MS, MAX_BODY_BYTES, MAX_CONNECTIONS, MAX_HEADER_BYTES, MAX_URL_BYTES } from '../limits.ts';
import type { SearchBackend } from '../serving/search-backend.ts';
import { refuseConnection } from './client-error.ts';
import { standBefore } from './entrance.ts';
import { asStillwebError } from './error-response.ts';
import { createAdmissionHook, createGate, firstFault } from './gate.ts';
import { HttpService } from './http-service.ts';
import { readJsonBodies } from './json-body.ts';
import { Connections, type DrainOutcome, urlOf } from './life-cycle.ts';
import { listenFault } from './listen-fault.ts';
import { addOpenApi } from './openapi.ts';
import { settlePageDialect } from './page-door.ts';
import { answerRefusal } from './refusal.ts';
import { addDialectRoutes } from './routes/dialects.ts';
import { addDocumentRoutes } from './routes/documents.ts';
import { addGrepRoutes } from './routes/grep.ts';
import { addInspectionRoutes } from './routes/inspection.ts';
import { addMcpRoutes } from './routes/mcp.ts';
import { addPageRoutes } from './routes/pages.ts';
import { addSearchRoutes } from './routes/search.ts';
import { addStatusRoutes } from './routes/status.ts';
import { keepSent } from './sent-request.ts';
import { type ServerOptions, type ServerSettings, settleOptions } from './server-options.ts';
import { Turnstile } from './turnstile.ts';

export interface StillwebServer {
  /** For plugins, before `listen`. */
  readonly app: FastifyInstance;
  readonly service: HttpService;
  /**
   * Its address, with the port taken. It answers NOT_READY until the first `swap`.
   *
   * @throws StillwebError PORT_TAKEN, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE, SETTING_INVALID
   */
  listen(): Promise<string>;
  /** What `/readyz` says while indexes are opened. */
  reportLoad(progress: readonly LoadProgress[]): void;
  /** Takes a snapshot into service; settles when the one before it has been closed. */
  swap(backend: SearchBackend): Promise<void>;
  /**
   * Stops: accepted requests finish, and what is left at the deadline is cut off. Closes the backend and the log. The second call
   * joins the first.
   *
   * @param delayMs how long `/readyz` says that the server leaves, and all is answered as ever, before it stops. Default: 0, and none for a
   *   server that is not ready
   */
  drain(timeoutMs?: number, delayMs?: number): Promise<DrainOutcome>;
  /** `drain` with the usual deadline, for callers that do not ask how it went. */
  close(): Promise<void>;
}

/** @throws SETTING_INVALID */
export async function createServer(options: ServerOptions = {}): Promise<StillwebServer> {
  const settings = settleOptions(options);
  const service = new HttpService(settings);
  for (const dialect of settings.dialects) {
    if (dialect.prefix !== undefined) service.routes.addPrefix(dialect.prefix, dialect);
  }
  const app = createApplication(settings, service);
  const connections = new Connections(app.server, service);
  await addOpenApi(app, settings.version);
  await app.register(async (scope) => {
    addSearchRoutes(scope, service);
    addGrepRoutes(scope, service);
    addDocumentRoutes(scope, service);
    addStatusRoutes(scope, service);
    addInspectionRoutes(scope, service);
    addDialectRoutes(scope, service);
    addMcpRoutes(scope, service);
    addPageRoutes(scope, service);
  });
  let stopped: Promise<DrainOutcome> | null = null;
  const stop = async (timeoutMs: number, delayMs: number): Promise<DrainOutcome> => {
    service.isLeaving = true;
    if (delayMs > 0 && service.search.snapshot !== null) {
      connections.announceClose();
      await setTimeout(delayMs);
    }
    const outcome = await connections.drain(timeoutMs);
    await app.close();
    await service.search.close();
    await service.log?.close();
    return outcome;
  };
  const drain = (timeoutMs = DRAIN_TIMEOUT_MS, delayMs = 0): Promise<DrainOutcome> => {
    stopped ??= stop(timeoutMs, delayMs);
    return stopped;
  };
  return {
    app,
    service,
    listen: async () => {
      const { host, port } = settings;
      try {
        await app.listen({ host, port, backlog: MAX_CONNECTIONS });
      } catch (error) {
        throw listenFault(error, host, port) ?? error;
      }
      return urlOf(app.server);
    },
    reportLoad: (progress) => service.search.reportLoad(progress),
    // One that comes when the server has been stopped is not taken into service any more.
    swap: (backend) => (stopped === null ? service.swap(backend) : backend.close()),
    drain,
    close: async () => {
      await drain();
    },
  };
}

function createApplication(settings: ServerSettings, service: HttpService): FastifyInstance {
  const { timeouts } = settings;
  const app = fastify({
    // Fastify's own time-out comes first, and Node takes the two below with it: all three, or none works.
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionTimeout: timeouts.socketIdleMs,
    bodyLimit: MAX_BODY_BYTES,
    return503OnClosing: false,
    genReqId: () => service.nextRequestId(),
    routerOptions: { maxParamLength: MAX_URL_BYTES },
    http: {
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.checkMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      // A missing Host is refused by the gate, in the shape of all errors.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => refuseConnection(service, error, socket),
    // A path that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => {
      void refuse(service, request, reply as FastifyReply, firstFault(service, request, reply, error));
    },
  });
  const turnstile = new Turnstile(service);
  // Those beyond the usual 2,000 would be dropped, Host and Origin among them; their bytes are bounded.
  app.server.maxHeadersCount = 0;
  standBefore(app.server, turnstile, service.vendorHosts);
  app.decorateRequest('exchange');
  const admit = createAdmissionHook(service);
  app.addHook('onRoute', (route) => {
    const { dialect = null, isAdmitted = false } = route.config ?? {};
    service.routes.add(route.url, route.method, dialect, isAdmitted);
    if (service.settings.conductor !== null) route.preValidation = keepSent(dialect);
    if (!isAdmitted) return;
    route.onRequest = admit;
    turnstile.add(route.method, route.url, dialect);
  });
  app.addHook('onRequest', createGate(service));
  // Canonicalising a request checks its shape, for every door alike; here the schemas only describe.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setNotFoundHandler(() => {
    throw new TypeError('the gate answers unknown routes');
  });
  app.setErrorHandler((error, request, reply) => refuse(service, request, reply, error));
  readJsonBodies(app, service.settings.conductor !== null);
  return app;
}

/** Answers an error, whatever was thrown; what is a bug is told to the operator. */
async function refuse(
  service: HttpService,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  let refusal = asStillwebError(error);
  // An experiment may want it so: that is no bug.
  if (refusal.code === 'INTERNAL' && refusal !== error) service.settings.onBug(error, request.id);
  const { conductor } = service.search;
  // A refusal that could not be recorded is told as an answer is: not.
  if (conductor !== null)
    await conductor.refuse(request.exchange, refusal).catch((fault) => {
      refusal = asStillwebError(fault);
    });
  const answer = answerRefusal(service, refusal, request.id, dialectOf(service, request));
  request.exchange.errorCode = answer.code;
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/** Whose form the errors of a request have: also of one that reached no route, because its method is another. */
function dialectOf(service: HttpService, request: FastifyRequest): Dialect | null {
  const dialect = request.is404
    ? service.routes.dialectOf((request.raw.url ?? '').split('?', 1)[0])
    : (request.routeOptions.config?.dialect ?? null);
  return settlePageDialect(service, dialect, request);
}
