import type { FastifyInstance } from 'fastify';
import type { QueryParameters } from '../../contract/query-string.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import { renderStatusPage, type ServerStatus } from '../../page/status-page.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { describeServer, sendPage } from '../page-door.ts';

/** `GET /status`: what the server is doing, for people. */
export function addStatusPage(app: FastifyInstance, service: HttpService): void {
  app.get('/status', {
    config: { dialect: service.pages },
    schema: {
      operationId: 'statusPage',
      tags: ['pages'],
      summary: 'Load, queue, latency, refusals and memory, for reading',
      produces: ['text/html'],
      response: { 200: { type: 'string' }, ...refusals() },
    },
    handler: async (request, reply) => {
      refuseUnknownNames(request.query as QueryParameters, [], 'the page of the status');
      return sendPage(reply, renderStatusPage(describeServer(service, request), statusOf(service)));
    },
  });
}

function statusOf(service: HttpService): ServerStatus {
  const { search, exchanges, connections, metrics } = service;
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    readiness: service.describeReadiness(),
    inFlight: exchanges.size,
    connections: connections.open,
    answers: metrics.tally.statuses,
    durations: metrics.tally.durationsOf((route) => service.routes.isAdmitted(route)),
    memory: { residentBytes: rss, heapBytes: heapUsed, bufferBytes: arrayBuffers },
    uptimeSeconds: process.uptime(),
    workerRestarts: search.earlierRestarts + (search.snapshot?.backend.workerRestarts ?? 0),
    calls: search.conductor === null ? 'free' : search.conductor.shownTrace == null ? 'treated' : 'recorded',
  };
}
