import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type IndexReference, parseIndexReference } from '../../contract/index-reference.ts';
import type { Dialect } from '../../dialects/dialect.ts';
import { describeError } from '../../errors.ts';
import type { McpHttpAnswer } from '../../mcp/http.ts';
import type { WithAsker } from '../../mcp/mcp-server.ts';
import { SnapshotAsker } from '../../mcp/snapshot-asker.ts';
import type { ToolSet } from '../../mcp/tool.ts';
import { TOOL_SET_NAMES } from '../../mcp/tool-set-names.ts';
import { findToolSet } from '../../mcp/tool-sets.ts';
import { ticketOf } from '../answer-call.ts';
import { asError } from '../error-response.ts';
import type { HttpService } from '../http-service.ts';
import { refusals } from '../openapi.ts';

/** Of JSON-RPC: an error of the server that no other code is for. */
const SERVER_ERROR = -32_000;

/** What comes before an MCP message is read, such as a wrong token, as callers of JSON-RPC know errors. */
const ENVELOPE: Dialect = {
  name: 'mcp',
  routes: [],
  shape: {},
  error(error, requestId) {
    const { code, facts, entry } = error;
    const data = { code, facts, fix: entry.fix, requestId };
    return { body: { jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message: describeError(error), data } } };
  },
};

const McpQuerySchema = Type.Object({
  tools: Type.Optional(Type.String({ enum: [...TOOL_SET_NAMES], description: 'the tool set; default: as served' })),
  index: Type.Optional(Type.String({ description: 'NAME or NAME@ID; default: the first index served' })),
});

/** `POST /mcp`: the Model Context Protocol over Streamable HTTP. */
export function addMcpRoutes(app: FastifyInstance, service: HttpService): void {
  app.post('/mcp', {
    config: { isAdmitted: true, dialect: ENVELOPE },
    schema: {
      operationId: 'mcp',
      tags: ['mcp'],
      summary: 'The Model Context Protocol over Streamable HTTP, revision 2026-07-28 and those of 2025',
      querystring: McpQuerySchema,
      response: {
        200: { type: 'object', additionalProperties: true, description: 'a message of JSON-RPC' },
        202: { type: 'null', description: 'a notification was taken' },
        406: { type: 'object', additionalProperties: true, description: 'Accept leaves out what may be answered' },
        ...refusals(404, 413, 415, 503),
      },
    },
    handler: (request, reply) => {
      const { tools, index } = request.query as { readonly tools?: unknown; readonly index?: unknown };
      // A name that stands twice is a list, which is the name of nothing.
      const set = findToolSet(tools === undefined ? service.settings.mcpTools : String(tools));
      answer(service, request, set, index === undefined ? undefined : parseIndexReference(String(index)))
        .then((answered) => send(reply, answered))
        .catch((error: unknown) => reply.send(asError(error)));
    },
  });
}

async function answer(
  service: HttpService,
  { exchange, id, headers, body }: FastifyRequest,
  tools: ToolSet,
  named: IndexReference | undefined,
): Promise<McpHttpAnswer> {
  const ticket = ticketOf(exchange);
  // The ticket is ended with the exchange: until then the snapshot stays, however many questions a message asks.
  const asker = new SnapshotAsker(service.search, ticket, exchange, named ?? exchange.chosenIndex);
  const withAsker: WithAsker = (work) => work(asker);
  const left = new AbortController();
  exchange.response.once('close', () => left.abort());
  // What it takes to speak MCP is loaded when somebody does.
  const { answerMcp } = await import('../../mcp/http.ts');
  return await answerMcp(
    { headers: webHeaders(headers), body, signal: left.signal },
    { tools, withAsker, onBug: (error) => service.settings.onBug(error, id) },
  );
}

function webHeaders(headers: FastifyRequest['headers']): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) web.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return web;
}

function send(reply: FastifyReply, { status, headers, body }: McpHttpAnswer): void {
  reply.code(status);
  const type = headers.get('content-type');
  if (type !== null) reply.header('content-type', type);
  reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}
