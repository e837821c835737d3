import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ShapeChoice } from '../../contract/answer-key.ts';
import type { Dialect, DialectQuestion, DialectRequest, DialectRoute, OneQuestion } from '../../dialects/dialect.ts';
import { addRemarks, ofChosenIndex, sendCall, ticketOf } from '../answer-call.ts';
import { asError, JSON_TYPE } from '../error-response.ts';
import { checkBodyToken } from '../gate.ts';
import type { HttpService } from '../http-service.ts';

/** The routes of every dialect that the server speaks. */
export function addDialectRoutes(app: FastifyInstance, service: HttpService): void {
  for (const dialect of service.settings.dialects) {
    for (const route of dialect.routes) addRoute(app, service, dialect, route);
  }
}

function addRoute(app: FastifyInstance, service: HttpService, dialect: Dialect, route: DialectRoute): void {
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const question = route.read(dialectRequest(service, request));
    if (!(question instanceof Promise)) {
      answer(service, dialect, request, reply, question);
      return;
    }
    question
      .then((known) => answer(service, dialect, request, reply, known))
      .catch((error: unknown) => reply.send(asError(error)));
  };
  const methods = [route.method].flat();
  app.route({
    method: methods,
    url: route.path,
    config: { dialect, isAdmitted: true },
    preHandler: (request, _reply, done) => {
      try {
        checkBodyToken(service, request, dialect);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    schema: {
      operationId: `${dialect.name}:${methods.join(',')} ${route.path}`,
      tags: [dialect.name],
      summary: route.summary,
      response: { 200: { type: 'object', additionalProperties: true, description: `as ${dialect.name} answers` } },
    },
    handler,
  });
}

function dialectRequest(service: HttpService, request: FastifyRequest): DialectRequest {
  const { exchange } = request;
  const ticket = ticketOf(exchange);
  return {
    params: request.params as DialectRequest['params'],
    query: request.query as DialectRequest['query'],
    body: request.body,
    headers: request.headers,
    url: request.raw.url ?? '',
    index: ticket.snapshot.find(exchange.chosenIndex),
    indexes: ticket.snapshot.backend.indexes,
    server: service.forDialects,
    ask: (asked, isShown) => service.search.askWithin(ticket, ofChosenIndex(exchange, asked), exchange, isShown),
  };
}

function answer(
  service: HttpService,
  dialect: Dialect,
  request: FastifyRequest,
  reply: FastifyReply,
  question: DialectQuestion,
): void {
  const { exchange } = request;
  if ('body' in question) {
    exchange.ticket?.end();
    const { body, headers = {} } = question;
    addRemarks(reply, exchange);
    reply.header('content-type', JSON_TYPE).headers(headers);
    reply.send(Buffer.from(headers['content-type'] === undefined ? JSON.stringify(body) : String(body)));
    return;
  }
  const part = ({ asked, parameters }: OneQuestion) => ({
    asked: ofChosenIndex(exchange, asked),
    shape: shapeOf(dialect, parameters),
  });
  const ticket = ticketOf(exchange);
  if ('questions' in question) {
    const { questions, around } = question;
    sendCall(request, reply, service.search.prepareList(ticket, questions.map(part), exchange, around));
    return;
  }
  const { asked, shape } = part(question);
  sendCall(request, reply, service.search.prepare(ticket, asked, exchange, shape), question.headers);
}

function shapeOf({ name }: Dialect, parameters: unknown): ShapeChoice {
  return parameters === undefined ? { name } : { name, parameters };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The dialect that a route belongs to: its errors and its tokens are of that form. */
    dialect?: Dialect;
    /** It reaches the workers: admission decides before its body is read. */
    isAdmitted?: boolean;
    /** Whoever calls it looks at what was done, or works on the server: it is in no trace. */
    isUnrecorded?: boolean;
  }
}
