/**
 * MCP over Streamable HTTP, without sessions: a request knows all that its answer depends on. Requests of revision 2026-07-28 and
 * those of 2025 and before are answered by the same server, each in the words of its own revision, always as one JSON body.
 */
import {
  createMcpHandler,
  isLegacyRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { createMcpServer, type McpServerOptions } from './mcp-server.ts';

/** What a door has read of a request. */
export interface McpHttpRequest {
  /** Header names in lower case. */
  readonly headers: Headers;
  /** What `JSON.parse` gave. */
  readonly body: unknown;
  /** Fires when the caller has left. */
  readonly signal: AbortSignal;
}

export interface McpHttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Requests are told apart by what they say; where they came to is the business of the door. */
const ADDRESS = 'http://localhost/mcp';

/** Answers one `POST`. It rejects with nothing but bugs. */
export async function answerMcp(
  { headers, body, signal }: McpHttpRequest,
  options: McpServerOptions,
): Promise<McpHttpAnswer> {
  const request = new Request(ADDRESS, { method: 'POST', headers, signal });
  const create = (): Server => createMcpServer(options);
  const response = (await isLegacyRequest(request, body))
    ? await answerLegacy(request, body, create())
    : await answerModern(request, body, create);
  return {
    status: response.status,
    headers: response.headers,
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

async function answerModern(request: Request, parsedBody: unknown, create: () => Server): Promise<Response> {
  // Nothing here ever changes, so there is nothing to subscribe to: no stream is kept open.
  const handler = createMcpHandler(create, { legacy: 'reject', maxSubscriptions: 0 });
  try {
    return await handler.fetch(request, { parsedBody });
  } finally {
    await handler.close();
  }
}

async function answerLegacy(request: Request, parsedBody: unknown, server: Server): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}
