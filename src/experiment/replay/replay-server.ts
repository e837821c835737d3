/** A server as what a trace is replayed against: each request is sent as it was sent, in the order of its session. */
import { writeHeaderText } from '../../bytes/header-text.ts';
import { readAnswerKey } from '../../contract/answer-key.ts';
import { isJointSearch } from '../../contract/joint-search.ts';
import { SESSION_HEADER } from '../../contract/session-name.ts';
import { type ErrorCode, StillwebError } from '../../errors.ts';
import type { SentRequest } from '../../serving/call-record.ts';
import type { TraceAnswer, TraceCall } from '../trace/trace-line.ts';
import type { Replayed } from './answer-difference.ts';
import { nativeRequest } from './native-request.ts';
import type { ReplayTarget } from './replay-call.ts';

export interface ServerOptions {
  readonly token?: string | null;
  /** How long one answer is waited for, in milliseconds. */
  readonly timeoutMs?: number;
}

const USUAL_TIMEOUT_MS = 60_000;
/** How often a server that has too much to do is asked again. */
const REPEATS = 5;
const MAX_PAUSE_MS = 5000;

interface Received {
  readonly status: number;
  readonly body: Buffer;
}

/** @throws StillwebError SERVER_UNREACHABLE where nothing of ours answers there */
export async function openServerTarget(url: string, options: ServerOptions = {}): Promise<ReplayTarget> {
  const base = new URL(url).href.replace(/\/+$/, '');
  const { status, body } = await send(base, { method: 'GET', url: '/v1/indexes' }, null, options);
  if (status !== 200) throw unreachable(base, `it answers ${status} to /v1/indexes`);
  const { indexes } = JSON.parse(body.toString('utf8')) as { indexes: { name: string; id: string }[] };
  const ids = new Map(indexes.map(({ name, id }) => [name, id]));
  // Questions of one request stand behind each other in a trace, or nearly so.
  const received = new Map<string, Promise<Received>>();
  // Requests whose questions are asked apart: whatever comes behind the first is no step of the session.
  const begun = new Map<string, true>();

  const sendOnce = (call: TraceCall, sent: SentRequest): Promise<Received> => {
    const { request, session } = call;
    if (request === undefined) return send(base, sent, session, options);
    const known = received.get(request);
    if (known !== undefined) return known;
    const answer = send(base, sent, session, options);
    keep(received, request, answer);
    return answer;
  };

  const stepOf = ({ request, session }: TraceCall): string | null => {
    if (request === undefined) return session;
    const isLater = begun.has(request);
    keep(begun, request, true);
    return isLater ? null : session;
  };

  return {
    name: base,
    ids,
    isOrdered: true,
    close: async () => {},
    async ask(call, told, expected) {
      if (call.aside === true) return null;
      const keyed = readAnswerKey(told.key);
      const { indexName: name } = keyed;
      const id = ids.get(name);
      if (id === undefined) throw new StillwebError('INDEX_NOT_FOUND', `${base} serves no index ${name}`, { name });
      const isWhole = call.door !== MCP_DOOR && !isJointSearch(call.sent?.body);
      if (isWhole && call.sent !== undefined) return read(await sendOnce(call, call.sent), told, expected);
      const sent = nativeRequest(keyed, id);
      return sent === null ? null : read(await send(base, sent, stepOf(call), options), told, expected);
    },
  };
}

/** Requests of MCP and searches of several indexes ask several questions, and their answers are written anew: what they asked is asked natively. */
const MCP_DOOR = '/mcp';
const MAX_KEPT = 256;

/** The oldest makes room. */
function keep<Value>(kept: Map<string, Value>, name: string, value: Value): void {
  kept.set(name, value);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT) kept.delete(oldest);
}

/** One of several answers in a body is found in it as a whole. */
function read({ status, body }: Received, told: TraceAnswer, expected: Uint8Array | null): Replayed {
  if (status >= 400) {
    // An envelope of a dialect has no code of ours; that it is refused again is what can be seen.
    const code = codeIn(body) ?? told.error?.code ?? 'INTERNAL';
    return { body: null, refusal: { code, message: `status ${status}`, facts: { status } } };
  }
  if (expected !== null && body.includes(Buffer.from(expected))) return { body: expected, refusal: null };
  return { body, refusal: null, hits: hitsIn(body) };
}

/** Of a native search; undefined for other bodies. */
function hitsIn(body: Buffer): Replayed['hits'] {
  type Found = { readonly hits?: readonly { readonly id: string }[] };
  try {
    const answer = JSON.parse(body.toString('utf8')) as Found & { readonly results?: readonly Found[] };
    const lists = answer.results ?? [answer];
    return lists.every(({ hits }) => Array.isArray(hits))
      ? lists.map(({ hits = [] }) => hits.map(({ id }) => id))
      : undefined;
  } catch {
    return undefined;
  }
}

function codeIn(body: Buffer): ErrorCode | null {
  try {
    const { error } = JSON.parse(body.toString('utf8')) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' ? (error.code as ErrorCode) : null;
  } catch {
    return null;
  }
}

async function send(
  base: string,
  { method, url, body }: SentRequest,
  session: string | null,
  { token = null, timeoutMs = USUAL_TIMEOUT_MS }: ServerOptions,
): Promise<Received> {
  const headers: Record<string, string> = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(session !== null && { [SESSION_HEADER]: writeHeaderText(session) }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  for (let left = REPEATS; ; left--) {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = {
      method,
      headers,
      signal,
      redirect: 'manual' as const,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    let response: Response;
    let bytes: Buffer;
    try {
      response = await fetch(base + url, sent);
      bytes = Buffer.from(await response.arrayBuffer());
    } catch (error) {
      throw unreachable(base, (error as Error).message, error);
    }
    const { status } = response;
    if (status !== 503 || left === 0) return { status, body: bytes };
    const pauseMs = Math.min(MAX_PAUSE_MS, Number(response.headers.get('retry-after') ?? 1) * 1000);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function unreachable(base: string, why: string, cause?: unknown): StillwebError {
  return new StillwebError('SERVER_UNREACHABLE', `${base} cannot be asked: ${why}`, { url: base }, { cause });
}
