import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect, DialectQuestion, DialectRequest, DialectRoute } from '../../dialects/dialect.ts';
import { answerCall } from '../answer-call.ts';
import { asError } from '../error-response.ts';
import { checkBodyToken } from '../gate.ts';
import type { HttpService } from '../http-service.ts';

/** The routes of every dialect that the server speaks. */
export function addDialectRoutes(app: FastifyInstance, service: HttpService): void {
  for (const dialect of service.settings.dialects) {
    for (const route of dialect.routes) addRoute(app, service, dialect, route);
  }
}

function addRoute(app: FastifyInstance, service: HttpService, dialect: Dialect, route: DialectRoute): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, { asked, parameters }: DialectQuestion): void => {
    const shape = parameters === undefined ? { name: dialect.name } : { name: dialect.name, parameters };
    answerCall(service, request, reply, asked, shape);
  };
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const question = route.read(request as DialectRequest);
    if (!(question instanceof Promise)) {
      answer(request, reply, question);
      return;
    }
    question.then((known) => answer(request, reply, known)).catch((error: unknown) => reply.send(asError(error)));
  };
  app.route({
    method: route.method,
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
      operationId: `${dialect.name}:${route.method} ${route.path}`,
      tags: [dialect.name],
      summary: route.summary,
      response: { 200: { type: 'object', additionalProperties: true, description: `as ${dialect.name} answers` } },
    },
    handler,
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The dialect that a route belongs to: its errors and its tokens are of that form. */
    dialect?: Dialect;
    /** It reaches the workers: admission decides before its body is read. */
    isAdmitted?: boolean;
  }
}
