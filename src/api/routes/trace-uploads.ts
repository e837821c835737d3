import type { IncomingMessage } from 'node:http';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryParameters } from '../../contract/query-string.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_KEPT_TRACE_BYTES, SMALL_BODY_BYTES } from '../../limits.ts';
import { refuseUnknownNames } from '../../page/known-names.ts';
import { tracesAddress } from '../../page/page-address.ts';
import { welcomeBody } from '../expectation.ts';
import { bodyBytesOf } from '../gate.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';
import { requireAction } from '../page-actions.ts';
import { PAGE_HEADERS } from '../page-dialect.ts';
import type { TraceReviews } from '../trace-reviews.ts';
import { readUploadedFile } from '../uploaded-file.ts';
import type { KeptTrace, UploadedTraces } from '../uploaded-traces.ts';

/** What stands around the file in a form. */
const FORM_BYTES = 64 * 1024;

const KeptTraceSchema = Type.Object(
  {
    trace: Type.String({ description: 'what names it in GET /v1/traces and on pages, as long as it is kept' }),
    bytes: Type.Integer({ minimum: 0, description: 'of its lines, unpacked' }),
    page: Type.String({ description: 'where people see it' }),
  },
  { additionalProperties: false },
);

/** `POST /v1/traces` and the form of `/traces`: a trace is sent to be looked at. */
export function addTraceUploads(
  app: FastifyInstance,
  service: HttpService,
  reviews: TraceReviews,
  uploads: UploadedTraces,
): void {
  void app.register(async (scope) => {
    // The body is a file, of any type, and is read as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const take = async (request: FastifyRequest, reply: FastifyReply): Promise<KeptTrace> => {
      refuseUnknownNames(request.query as QueryParameters, [], 'a trace that is sent');
      try {
        requireAction(service.settings, 'stillweb sessions FILE');
        reviews.refuseTreated();
        return await uploads.receive(readUploadedFile(bodyOf(request), request.headers['content-type']));
      } catch (error) {
        // What is left of the body is not waited for.
        if (bodyBytesOf(request) > SMALL_BODY_BYTES) reply.header('connection', 'close');
        throw error;
      }
    };
    scope.post('/v1/traces', {
      config: { isUnrecorded: true },
      schema: {
        operationId: 'sendTrace',
        tags: ['service'],
        summary: 'Sends a trace to be looked at, for a while, under a name that nobody can guess',
        description:
          'The body is the file, packed with gzip or not; or a form with it. Refused under an experiment, and where pages only read.',
        consumes: ['application/jsonl', 'application/gzip', 'multipart/form-data'],
        body: Type.String({ format: 'binary', description: 'what stillweb serve --trace has written' }),
        response: { 201: KeptTraceSchema, ...refusals(413) },
      },
      handler: async (request, reply) => {
        const { key, bytes } = await take(request, reply);
        return reply.code(201).send({ trace: key, bytes, page: tracesAddress(key) });
      },
    });
    scope.post('/traces', {
      config: { dialect: service.pages },
      schema: {
        operationId: 'sendTraceForm',
        tags: ['pages'],
        summary: 'The same by a form; leads to the page of the trace',
        consumes: ['multipart/form-data'],
        body: Type.Object({ trace: Type.String({ format: 'binary' }) }),
        response: { 303: { type: 'null', description: 'to the page of the trace' }, ...refusals(413) },
      },
      handler: async (request, reply) => {
        const { key } = await take(request, reply);
        return reply.headers(PAGE_HEADERS).redirect(tracesAddress(key), 303);
      },
    });
  });
}

/** @throws StillwebError BODY_TOO_LARGE, before a byte is read where the length is told; INVALID_REQUEST for no body */
function bodyOf(request: FastifyRequest): AsyncIterable<Buffer> {
  const { body, exchange, headers } = request;
  if (body === undefined || body === null) {
    throw new StillwebError('INVALID_REQUEST', 'the body is empty; a trace is expected', { field: 'trace' });
  }
  const maxBytes = MAX_KEPT_TRACE_BYTES + FORM_BYTES;
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  welcomeBody(exchange);
  // The connection outlives what goes wrong: somebody is to be told.
  const pieces = (body as IncomingMessage).iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return bounded(pieces, maxBytes);
}

async function* bounded(pieces: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maxBytes) throw tooLarge();
    yield piece;
  }
}

function tooLarge(): StillwebError {
  const message = `the trace has more than ${MAX_KEPT_TRACE_BYTES} bytes; stillweb sessions FILE reads any`;
  return new StillwebError('BODY_TOO_LARGE', message, { maxBytes: MAX_KEPT_TRACE_BYTES });
}
