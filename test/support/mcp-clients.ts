/** The official MCP clients, of both eras, over both transports. */
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { PROGRAM } from './program.ts';

const WHO = { name: 'test', version: '1.0.0' };

/** The client of SDK 1, that of SDK 2 as it comes (revisions of 2025), and that of SDK 2 as it chooses the newest revision. */
export const CLIENTS = ['sdk 1', 'sdk 2', 'sdk 2 auto'] as const;
export type ClientName = (typeof CLIENTS)[number];

interface ToolResult {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it is
  readonly structuredContent?: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly _meta?: any;
}

/** What the clients have in common, as tests use it. */
export interface McpClient extends AsyncDisposable {
  call(name: string, given?: Record<string, unknown>): Promise<ToolResult>;
  listTools(): Promise<readonly { readonly name: string; readonly [member: string]: unknown }[]>;
  readonly client: ModernClient | LegacyClient;
}

export async function connectHttp(
  name: ClientName,
  url: string,
  headers: Record<string, string> = {},
): Promise<McpClient> {
  const address = new URL(url);
  const requestInit = { headers };
  return name === 'sdk 1'
    ? await connect(new LegacyClient(WHO), new LegacyHttp(address, { requestInit }))
    : await connect(modernClient(name), new ModernHttp(address, { requestInit }));
}

/** @param arguments_ behind `stillweb mcp` */
export async function connectStdio(name: ClientName, arguments_: readonly string[]): Promise<McpClient> {
  const args = [PROGRAM, 'mcp', ...arguments_];
  const options = { command: process.execPath, args, stderr: 'ignore' as const };
  return name === 'sdk 1'
    ? await connect(new LegacyClient(WHO), new LegacyStdio(options))
    : await connect(modernClient(name), new ModernStdio(options));
}

function modernClient(name: ClientName): ModernClient {
  return new ModernClient(WHO, name === 'sdk 2' ? {} : { versionNegotiation: { mode: 'auto' } });
}

async function connect(client: ModernClient | LegacyClient, transport: never | object): Promise<McpClient> {
  await client.connect(transport as never);
  return {
    client,
    call: async (name, given = {}) => (await client.callTool({ name, arguments: given })) as unknown as ToolResult,
    listTools: async () => (await client.listTools()).tools,
    [Symbol.asyncDispose]: () => client.close(),
  };
}
