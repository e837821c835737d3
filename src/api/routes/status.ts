import type { FastifyInstance } from 'fastify';
import { HealthResponseSchema, IndexesResponseSchema, ReadyResponseSchema } from '../../contract/service-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';

/** `GET /v1/indexes`, `/healthz`, `/readyz` and `/metrics` */
export function addStatusRoutes(app: FastifyInstance, service: HttpService): void {
  app.get('/v1/indexes', {
    schema: {
      operationId: 'listIndexes',
      tags: ['service'],
      summary: 'The indexes served, with their ids',
      response: { 200: IndexesResponseSchema, ...refusals(503) },
    },
    handler: (_request, reply) => {
      const { indexes } = service.search.requireSnapshot().backend;
      return reply.send({
        indexes: indexes.map(({ name, id, description: d }) => ({
          name,
          id,
          documents: d.documents,
          passages: d.passages,
          terms: d.terms,
          links: d.links,
          newest: d.newest,
          ranking: d.ranking,
          analyzer: d.analyzer,
          encoder: d.encoder,
          modes: d.modes,
          ...(d.collection !== undefined && { collection: d.collection }),
          ...(d.blockList !== undefined && { blockList: d.blockList }),
          ...(d.rerankers !== undefined && { rerankers: d.rerankers }),
          ...(d.originals === true && { originals: d.originals }),
          ...(d.fields !== undefined && { fields: d.fields }),
        })),
      });
    },
  });
  app.get('/healthz', {
    schema: {
      operationId: 'health',
      tags: ['service'],
      summary: 'Whether the process answers; needs no token',
      response: { 200: HealthResponseSchema, ...refusals() },
    },
    handler: (_request, reply) => reply.send({ status: 'ok' }),
  });
  app.get('/readyz', {
    schema: {
      operationId: 'readiness',
      tags: ['service'],
      summary: 'Whether searches are answered, and how far the indexes are loaded',
      response: { 200: ReadyResponseSchema, 503: ReadyResponseSchema, ...refusals() },
    },
    handler: (_request, reply) => {
      const readiness = service.describeReadiness();
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    },
  });
  app.get('/metrics', {
    schema: {
      operationId: 'metrics',
      tags: ['service'],
      summary: 'Counters and gauges in the text format of Prometheus',
      produces: ['text/plain'],
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: async (_request, reply) => {
      reply.header('content-type', service.metrics.registry.contentType);
      return service.metrics.registry.metrics();
    },
  });
}
