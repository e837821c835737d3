import type { FastifyInstance } from 'fastify';
import { canonicalizeGrep } from '../../contract/canonical-grep.ts';
import { GrepBodySchema } from '../../contract/grep-body.ts';
import { GrepResponseSchema } from '../../contract/grep-response.ts';
import { answerCall } from '../answer-call.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';

/** `POST /v1/grep` */
export function addGrepRoutes(app: FastifyInstance, service: HttpService): void {
  app.post('/v1/grep', {
    config: { isAdmitted: true },
    schema: {
      operationId: 'grep',
      tags: ['documents'],
      summary: 'Find the lines of all texts that match a pattern',
      body: GrepBodySchema,
      response: { 200: GrepResponseSchema, ...refusals(400, 404, 409, 413, 415, 503, 504) },
    },
    handler: (request, reply) =>
      answerCall(service, request, reply, { kind: 'grep', ...canonicalizeGrep(request.body) }),
  });
}
