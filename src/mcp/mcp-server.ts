/** One MCP server over one asker: lists and calls tools, and reads documents as resources. It keeps nothing between calls. */
import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  Server,
  type Tool,
} from '@modelcontextprotocol/server';
import { DECLARATION_META, readDeclaration } from '../contract/session-declaration.ts';
import { StillwebError } from '../errors.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { cleanText, cleanUrl } from './clean-text.ts';
import { documentUriTemplate, parseDocumentUri } from './document-uri.ts';
import { nameWithId, readDocument } from './documents.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';
import type { McpTool, ToolSet } from './tool.ts';
import { errorResult, INDEX_META, toolResult } from './tool-result.ts';

/** Runs work with an asker of its own snapshot, which is let go when the work has ended. */
export type WithAsker = <Answer>(work: (asker: SnapshotAsker) => Promise<Answer>) => Promise<Answer>;

export interface McpServerOptions {
  readonly tools: ToolSet;
  readonly withAsker: WithAsker;
  /** Told of faults of our own, which callers see as INTERNAL. */
  readonly onBug: (error: unknown) => void;
}

/** Of `_meta` of a call. */
const SESSION_META = 'stillweb/session';
const HOUR_MS = 3_600_000;
/** Three weeks: as long as a timer of 32 bits can be set. */
const LONG_MS = 21 * 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** For how long clients may keep what they were told: a document never changes under its URI; which index is served may. */
const CACHE_HINTS = {
  'server/discover': { ttlMs: HOUR_MS, cacheScope: 'public' },
  'tools/list': { ttlMs: HOUR_MS, cacheScope: 'public' },
  'resources/list': { ttlMs: HOUR_MS, cacheScope: 'public' },
  'resources/templates/list': { ttlMs: MINUTE_MS, cacheScope: 'public' },
  'resources/read': { ttlMs: LONG_MS, cacheScope: 'public' },
} as const;

const ANNOTATIONS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

export function createMcpServer({ tools: set, withAsker, onBug }: McpServerOptions): Server {
  const server = new Server(
    { name: 'stillweb', title: 'stillweb', version: SOFTWARE_VERSION },
    { capabilities: { tools: {}, resources: {} }, instructions: set.instructions, cacheHints: CACHE_HINTS },
  );
  server.setRequestHandler('tools/list', async () => ({ tools: listTools(set) }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = set.tools.find(({ name }) => name === params.name);
    const ofCaller = ofSession(withAsker, params._meta ?? {});
    if (tool === undefined) return await ofCaller(() => Promise.reject(unknownTool(params.name, set)));
    return await callTool(tool, params.arguments, ofCaller, onBug);
  });
  // A collection has more documents than a list is for: searches name them, and the template says how.
  server.setRequestHandler('resources/list', async () => ({ resources: [] }));
  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: await withAsker(async ({ indexes }) =>
      indexes.map((index) => ({
        uriTemplate: documentUriTemplate(index),
        name: index.name,
        title: `Documents of ${index.name}`,
        description: `The text of one of the ${index.description.documents} documents of ${nameWithId(index)}, by its id.`,
        mimeType: 'text/plain',
      })),
    ),
  }));
  server.setRequestHandler('resources/read', async ({ params }) => {
    return await readResource(params.uri, ofSession(withAsker, params._meta ?? {}), onBug);
  });
  return server;
}

/** The member of `_meta` that names the session of a call, by its whole name or the last word of it. */
function sessionOf(meta: Readonly<Record<string, unknown>>): string | null {
  const named = meta[SESSION_META] ?? meta.session;
  return typeof named === 'string' && named !== '' ? named : null;
}

/** Work of a session, of whose refusal an experiment is told also where it came to no question. */
function ofSession(withAsker: WithAsker, meta: Readonly<Record<string, unknown>>): WithAsker {
  const session = sessionOf(meta);
  return (work) =>
    withAsker(async (asker) => {
      try {
        if (session !== null) asker.session = session;
        const declared = readDeclaration(meta, DECLARATION_META);
        if (declared !== null) asker.declared = declared;
        return await work(asker);
      } catch (error) {
        await asker.refuse(error instanceof ProtocolError ? asRecorded(error) : error);
        throw error;
      }
    });
}

/** What the protocol refuses in its own words, such as a tool that is not there, as a trace tells it. */
function asRecorded({ message }: ProtocolError): StillwebError {
  return new StillwebError('INVALID_REQUEST', message);
}

const listed = new WeakMap<ToolSet, Tool[]>();

function listTools(set: ToolSet): Tool[] {
  const known = listed.get(set);
  if (known !== undefined) return known;
  const tools = set.tools.map(({ name, title, description, input, output }) => ({
    name,
    title,
    description,
    inputSchema: plainSchema(input) as Tool['inputSchema'],
    ...(output !== undefined && { outputSchema: plainSchema(output) as Tool['outputSchema'] }),
    annotations: { title, ...ANNOTATIONS },
  }));
  listed.set(set, tools);
  return tools;
}

/** Without the marks that its library keeps on a schema. */
function plainSchema(schema: object): object {
  return JSON.parse(JSON.stringify(schema));
}

async function callTool(
  tool: McpTool,
  given: unknown,
  withAsker: WithAsker,
  onBug: (error: unknown) => void,
): Promise<CallToolResult> {
  try {
    return await withAsker(async (asker) => {
      const answer = await tool.call(given, asker);
      return toolResult(answer, asker.remarks);
    });
  } catch (error) {
    return errorResult(asRefusal(error, onBug));
  }
}

function unknownTool(name: string, { tools }: ToolSet): ProtocolError {
  const shown = cleanText(name.slice(0, 64).toWellFormed());
  const known = tools.map((tool) => tool.name).join(', ');
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool ${shown}; there are ${known}`);
}

/** The text of a document, from `offset` of its URI on. */
async function readResource(
  uri: string,
  withAsker: WithAsker,
  onBug: (error: unknown) => void,
): Promise<ReadResourceResult> {
  const parsed = parseDocumentUri(uri);
  const unknown = `${cleanUrl(uri.slice(0, 200))} is no URI of a document here`;
  try {
    return await withAsker(async (asker) => {
      if (parsed === null) throw new ResourceNotFoundError(uri, unknown);
      const { index, text, range } = await readDocument(asker, uri, { offset: parsed.offset });
      return {
        contents: [
          {
            uri,
            mimeType: 'text/plain',
            text: cleanText(text),
            _meta: { 'stillweb/range': range },
          },
        ],
        _meta: { [INDEX_META]: nameWithId(index) },
      };
    });
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const { code, message, facts, entry } = asRefusal(error, onBug);
    if (entry.http === 404 || entry.http === 409)
      throw new ResourceNotFoundError(uri, cleanText(`${code}: ${message}`));
    throw new ProtocolError(ProtocolErrorCode.InternalError, cleanText(`${code}: ${message}`), {
      code,
      facts,
      fix: entry.fix,
    });
  }
}

/** A bug is answered with its code only; what it says goes to the operator. */
function asRefusal(error: unknown, onBug: (error: unknown) => void): StillwebError {
  if (error instanceof StillwebError) return error;
  onBug(error);
  return new StillwebError('INTERNAL', 'the server met a fault of its own');
}
