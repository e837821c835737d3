/**
 * The lines of a trace. It is JSON Lines: a head for each start of a server, a line for each index that is served, one for each answer, once,
 * and one for each call. Times stand in members of their own (`started`, `time`, `ms`); without them equal runs have equal traces.
 */
import { isUtf8 } from 'node:buffer';
import type { Asked } from '../../contract/asked.ts';
import type { IndexDescription } from '../../contract/service-response.ts';
import type { SessionDeclaration } from '../../contract/session-declaration.ts';
import { type ErrorCode, type ErrorFacts, StillwebError } from '../../errors.ts';
import { answerDigest } from '../../serving/answer-digest.ts';
import type { SentRequest } from '../../serving/call-record.ts';
import type { AnswerNotes, WrittenAnswer } from '../../serving/written-answer.ts';
import type { LinePiece } from './trace-file.ts';

/** Grows when a reader of this version would misread a trace. */
export const TRACE_VERSION = 1;

/** How lines begin, by their kind: every writer puts the member that names it first. */
export const LINE_BEGINNINGS = {
  call: '{"call":',
  answer: '{"answer":',
  index: '{"serves":',
  head: '{"trace":',
} as const;

const BEGINNINGS = Object.entries(LINE_BEGINNINGS) as [keyof typeof LINE_BEGINNINGS, string][];

/** Null for a line that no writer writes. */
export function kindOfLine(line: Buffer): keyof typeof LINE_BEGINNINGS | null {
  const start = line.toString('latin1', 0, 12);
  return BEGINNINGS.find(([, beginning]) => start.startsWith(beginning))?.[0] ?? null;
}

export interface TraceHead {
  readonly trace: typeof TRACE_VERSION;
  /** What wrote it: `stillweb 0.1.0`. */
  readonly software: string;
  /** When, by the clock of the machine: RFC 3339, UTC. */
  readonly started: string;
  /** What was done to calls, as it was declared; absent for nothing. */
  readonly experiment?: unknown;
}

/** An index that is served from here on. The first after a head, or after another list, is the default. */
export interface TraceIndex {
  readonly serves: { readonly name: string; readonly id: string };
  /** Its place among those that are served together, from 0. */
  readonly place: number;
  readonly description: IndexDescription;
}

/** What a key is answered with; written when it is first answered, or when the same key is answered otherwise. */
export interface TraceAnswer {
  /** Names the answer in calls: `answerName` of index and key. */
  readonly answer: string;
  /** The id of the index. */
  readonly index: string;
  readonly key: string;
  readonly hits: number | null;
  readonly notes?: AnswerNotes;
  /** Of a body that is no JSON. */
  readonly mediaType?: string;
  /** A refusal that the key determines, in the place of a body. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts };
  /** Of the body. */
  readonly bytes: number;
}

/** One question that was asked, and what came of it. */
export interface TraceCall {
  /** From 1, in the order in which calls ended; goes on where a trace goes on. */
  readonly call: number;
  readonly time: string;
  /** From the question to its answer, the wait for a worker included. */
  readonly ms: number;
  /** As in the log of the server: questions of one request share it. */
  readonly request?: string;
  readonly session: string | null;
  /** Of the session, from 1: questions of one request share it. */
  readonly step: number | null;
  /** Asked for the sake of another question of the same request. */
  readonly aside?: true;
  /** Where it came in: the pattern of a route, or the name of what speaks MCP. */
  readonly door: string | null;
  /** Null for a request that came to no question. */
  readonly kind: Asked['kind'] | null;
  readonly index: { readonly name: string; readonly id: string } | null;
  /** The canonical request as it came, before anything was done to it. */
  readonly asked: unknown;
  readonly context?: string;
  /** What the caller declared of the session. */
  readonly declared?: SessionDeclaration;
  /** Names of the treatments of the answer. */
  readonly treated?: readonly string[];
  /** Of a search of several indexes, which is a call for each. */
  readonly joint?: {
    /** Of the index among those of the search, from 0. */
    readonly place: number;
    /** Of `hits` in the fused list, from 1; absent where each index answers apart. */
    readonly ranks?: readonly (readonly number[])[];
  };
  /** What was shown: of a fused list only those that stood in it, where the answer may have more. */
  readonly hits?: readonly (readonly string[])[];
  readonly opened?: readonly string[];
  /** As HTTP knows it. */
  readonly status: number;
  readonly error: ErrorCode | null;
  /** The answer's name; null where there is none, such as for a fault. */
  readonly answer: string | null;
  /** Of the body; 0 where there is none. */
  readonly bytes: number;
  /** The request as it came over HTTP. */
  readonly sent?: SentRequest;
}

/** What a call says of its answer. */
export type ToldMembers = Pick<TraceCall, 'hits' | 'opened' | 'status' | 'error' | 'answer' | 'bytes'>;

/** These members as the end of the line of a call: of an answer that is known they are written once. */
export function writeToldMembers(told: ToldMembers): string {
  return `,${JSON.stringify(told).slice(1)}\n`;
}

/** A call before it is written: what is JSON already is not made so again. */
export interface UnwrittenCall extends Omit<TraceCall, keyof ToldMembers | 'index' | 'asked' | 'sent'> {
  /** JSON of these members. */
  readonly index: string;
  readonly asked: string;
  readonly sent?: string;
}

/** The line of a call, member by member: of a busy server most of what recording costs is this. @param told `writeToldMembers` of its answer */
export function writeCallLine(call: UnwrittenCall, told: string): string {
  const { session, step, aside, door, kind, context, declared, treated, joint, sent } = call;
  const first = `{"call":${call.call},"time":"${call.time}","ms":${call.ms}${member('request', call.request)}`;
  const who = `,"session":${JSON.stringify(session)},"step":${step}${member('aside', aside)}`;
  const what = `,"door":${JSON.stringify(door)},"kind":${JSON.stringify(kind)},"index":${call.index},"asked":${call.asked}`;
  const how = `${member('context', context)}${member('declared', declared)}${member('treated', treated)}${member('joint', joint)}`;
  return `${first}${who}${what}${how}${sent === undefined ? '' : `,"sent":${sent}`}${told}`;
}

function member(name: string, value: unknown): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** Names an answer: the first 128 bits of its digest, in hexadecimal. */
export function answerName(indexId: string, key: string, digest = answerDigest(indexId, key)): string {
  return Buffer.from(digest, 'base64url').toString('hex', 0, 16);
}

/** The pieces of a line. The body stands last. That of the native API is JSON and stands as it was sent, for whoever reads traces. */
export function writeAnswerLine(answer: TraceAnswer, body: Uint8Array | null): LinePiece[] {
  const head = JSON.stringify(answer);
  if (body === null) return [`${head}\n`];
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const open = head.slice(0, -1);
  if (answer.mediaType !== undefined || !isUtf8(bytes)) return [`${open},"base64":"${bytes.toString('base64')}"}\n`];
  if (!isShaped(answer.key)) return [`${open},"body":`, bytes, '}\n'];
  return [`${open},"text":${JSON.stringify(bytes.toString('utf8'))}}\n`];
}

/** Whether a dialect writes the body. */
function isShaped(key: string): boolean {
  return key.includes('\n[');
}

/** The answer as a backend gives it. @throws StillwebError that which the line tells */
export function answerOf(parsed: TraceAnswer, body: Uint8Array | null): WrittenAnswer {
  const { error, hits, notes, mediaType } = parsed;
  if (error !== undefined) throw new StillwebError(error.code, error.message, error.facts);
  if (body === null) throw new TypeError('an answer without a body');
  return {
    body: new Uint8Array(body),
    hits,
    ...(notes !== undefined && { notes }),
    ...(mediaType !== undefined && { mediaType }),
  };
}
