/** Calls without what names people, machines and moments, so that a trace can be given away. */
import { hash } from 'node:crypto';
import type { TraceCall } from './trace-line.ts';

export interface AnonymityOptions {
  /** Queries, patterns and what is looked for become hashes: equal ones stay equal. Default: they stay. */
  readonly hashesTexts?: boolean;
}

/**
 * Sessions and requests get numbers in the order of their first calls. Times become milliseconds since the first call of the session, or of the
 * trace for a call of none. The reasoning of agents, and requests as they were sent, are left out.
 *
 * @returns what makes one call anonymous; to be given them in the order of the trace
 */
export function anonymizer({
  hashesTexts = false,
}: AnonymityOptions = {}): (call: TraceCall) => TraceCall & { atMs: number } {
  const sessions = new Map<string, { readonly name: string; readonly startMs: number }>();
  const requests = new Map<string, string>();
  let firstMs: number | null = null;
  return ({ context: _, sent: __, ...call }) => {
    const nowMs = Date.parse(call.time);
    firstMs ??= nowMs;
    const { session: name, request: id } = call;
    if (name !== null && !sessions.has(name)) sessions.set(name, { name: `s${sessions.size + 1}`, startMs: nowMs });
    if (id !== undefined && !requests.has(id)) requests.set(id, `r${requests.size + 1}`);
    const session = name === null ? undefined : sessions.get(name);
    return {
      ...call,
      time: new Date(0).toISOString(),
      atMs: Math.max(0, nowMs - (session?.startMs ?? firstMs)),
      session: session?.name ?? null,
      ...(id !== undefined && { request: requests.get(id) }),
      ...(hashesTexts && { asked: hashTexts(call.asked) }),
    };
  };
}

/** What people write of their own. */
const TEXT_MEMBERS = ['queries', 'pattern', 'find', 'instruction', 'context'];

function hashTexts(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null) return asked;
  const hashed = (value: unknown): unknown => (Array.isArray(value) ? value.map(hashText) : hashText(value));
  return Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, TEXT_MEMBERS.includes(name) ? hashed(value) : value]),
  );
}

/** First 16 hexadecimal digits of SHA-256, as in the log of a server. */
function hashText(value: unknown): unknown {
  return typeof value === 'string' ? hash('sha256', value, 'hex').slice(0, 16) : value;
}
