/** MCP over standard input and output: one caller, from its first message to the end of the input. */
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { newCallRecord } from '../serving/call-record.ts';
import type { SearchService } from '../serving/search-service.ts';
import { createMcpServer, type WithAsker } from './mcp-server.ts';
import { type DoorRanking, SnapshotAsker } from './snapshot-asker.ts';
import type { ToolSet } from './tool.ts';

export interface StdioOptions {
  readonly tools: ToolSet;
  readonly onBug: (error: unknown) => void;
  /** Of all searches. Default: as the index ranks */
  readonly ranking?: DoorRanking;
}

/** Settles when the input has ended, or the output has. */
export async function serveMcpStdio(service: SearchService, { tools, onBug, ranking }: StdioOptions): Promise<void> {
  const withAsker: WithAsker = async (work) => {
    const ticket = service.enter();
    try {
      return await work(new SnapshotAsker(service, ticket, newCallRecord('mcp'), undefined, ranking));
    } finally {
      ticket.end();
    }
  };
  const transport = new StdioServerTransport();
  serveStdio(() => createMcpServer({ tools, withAsker, onBug }), { transport });
  const close = transport.onclose;
  await new Promise<void>((resolve) => {
    transport.onclose = () => {
      close?.();
      resolve();
    };
  });
}
