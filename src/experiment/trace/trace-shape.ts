/** What the members of the lines of a trace must be: whoever reads a trace may take them as they are then. */
import { Type as T, type TSchema } from '@sinclair/typebox';
import { IndexDescriptionSchema } from '../../contract/service-response.ts';
import { compileShape, type ShapeCheck } from '../../contract/shape.ts';
import { ERROR_CATALOGUE, type ErrorFacts, StillwebError } from '../../errors.ts';
import { TRACE_VERSION, type TraceAnswer, type TraceCall, type TraceHead, type TraceIndex } from './trace-line.ts';

export interface TraceLineShapes {
  readonly head: TraceHead;
  readonly index: TraceIndex;
  readonly answer: TraceAnswer & StoredBody;
  readonly call: TraceCall;
}

/** The body of an answer, in whichever member it stands. */
export interface StoredBody {
  /** JSON as it was sent. */
  readonly body?: unknown;
  /** Text, such as a part of a body that a dialect puts together. */
  readonly text?: string;
  readonly base64?: string;
}

/** Columns of tables hold 32 bits. */
const MAX_COUNT = 2 ** 31 - 1;
const Count = T.Integer({ minimum: 0, maximum: MAX_COUNT });
const Large = T.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Text = T.String();
const Texts = T.Array(Text);
const Index = T.Object({ name: Text, id: Text });
const orNull = (schema: TSchema) => T.Union([schema, T.Null()]);
const may = T.Optional;

/** Members that are not here are passed over: a later version may have more. */
const SCHEMAS: Readonly<Record<keyof TraceLineShapes, () => TSchema>> = {
  head: () => T.Object({ software: Text, started: Text }),
  index: () => T.Object({ serves: Index, place: Count, description: opened(IndexDescriptionSchema) }),
  answer: () =>
    T.Object({
      ...{ answer: Text, index: Text, key: Text, hits: orNull(Large), bytes: Large },
      notes: may(
        T.Object({
          ...{ hits: may(T.Array(Texts)), opened: may(Texts), remarks: may(Texts) },
          legs: may(T.Array(T.Object({ bm25: may(Text), dense: may(Text), before: may(Text), rerank: may(Text) }))),
        }),
      ),
      error: may(T.Object({ code: Text, message: Text, facts: T.Object({}) })),
      ...{ mediaType: may(Text), text: may(Text), base64: may(Text) },
    }),
  call: () =>
    T.Object({
      call: T.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      ...{ time: Text, ms: T.Number({ minimum: 0 }), request: may(Text) },
      ...{ session: orNull(Text), step: orNull(Count), aside: may(T.Literal(true)) },
      ...{ door: orNull(Text), kind: orNull(Text), index: orNull(Index) },
      asked: orNull(T.Object({ queries: may(Texts), pattern: may(Text) })),
      ...{ context: may(Text), treated: may(Texts), opened: may(Texts), hits: may(T.Array(Texts)) },
      declared: may(T.Object({ mask: may(Text), policy: may(Text) })),
      joint: may(T.Object({ place: Count, ranks: may(T.Array(T.Array(Count))) })),
      ...{ status: Count, error: orNull(Text), answer: orNull(Text), bytes: Large },
      // What a replay sends: an address of another host would have the token.
      sent: may(T.Object({ method: Text, url: T.String({ pattern: '^/' }) })),
    }),
};

/** A schema of what is written, for what is read: with more members than it names. */
function opened(schema: TSchema): TSchema {
  const { additionalProperties: _, properties, items, anyOf, ...rest } = schema;
  const members = properties && Object.entries(properties as Record<string, TSchema>);
  return {
    ...rest,
    ...(members && {
      properties: Object.fromEntries(members.map(([name, each]: [string, TSchema]) => [name, opened(each)])),
    }),
    ...(items && { items: opened(items) }),
    ...(anyOf && { anyOf: (anyOf as TSchema[]).map(opened) }),
  } as TSchema;
}

/** Compiled when the first line of a kind is read. */
const checks = new Map<keyof TraceLineShapes, ShapeCheck<unknown>>();

/**
 * @param value what `JSON.parse` gives of the line
 * @throws StillwebError TRACE_INVALID, whose facts name the member; path and line are whose who reads the file
 */
export function checkShape<Kind extends keyof TraceLineShapes>(kind: Kind, value: unknown): TraceLineShapes[Kind] {
  if (kind === 'head') checkVersion(value as TraceHead);
  let check = checks.get(kind);
  if (check === undefined) {
    check = compileShape(SCHEMAS[kind]());
    checks.set(kind, check);
  }
  try {
    check(value);
  } catch (error) {
    const { message, facts } = error as StillwebError;
    throw invalidLine(message, { member: facts?.field ?? null });
  }
  const line = value as TraceLineShapes[Kind];
  if (kind === 'call') checkCall(line as TraceCall);
  if (kind === 'answer') checkAnswer(line as TraceAnswer);
  if (kind === 'index') {
    const { name, id } = (line as TraceIndex).serves;
    checkNames('serves', [name, id]);
  }
  return line;
}

/** A fault of one line: whoever reads the file says which. */
export function invalidLine(what: string, facts: ErrorFacts = {}): StillwebError {
  return new StillwebError('TRACE_INVALID', what, facts);
}

function checkVersion({ trace }: TraceHead): void {
  if (trace === TRACE_VERSION) return;
  throw invalidLine(`it is a trace of version ${shown(trace)}; this program reads version ${TRACE_VERSION}`);
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'unknown';
}

function checkCall({ time, session, request, door, index, hits, opened, declared, treated, answer }: TraceCall): void {
  if (Number.isNaN(Date.parse(time))) throw invalidLine('time is no time', { member: 'time' });
  checkName('session', session);
  checkName('request', request);
  checkName('door', door);
  checkName('answer', answer);
  if (index !== null) checkNames('index', [index.name, index.id]);
  if (declared !== undefined) checkNames('declared', [declared.mask, declared.policy]);
  checkNames('treated', treated);
  checkLists('hits', hits);
  checkNames('opened', opened);
}

function checkAnswer({ answer, index, notes, error }: TraceAnswer): void {
  checkNames('answer', [answer]);
  checkName('index', index);
  checkLists('notes.hits', notes?.hits);
  checkNames('notes.opened', notes?.opened);
  if (error === undefined || Object.hasOwn(ERROR_CATALOGUE, error.code)) return;
  throw invalidLine('error.code is none that this program knows', { member: 'error.code' });
}

function checkLists(member: string, lists: readonly (readonly string[])[] | undefined): void {
  if (lists !== undefined) for (const list of lists) checkNames(member, list);
}

function checkNames(member: string, names: readonly (string | undefined)[] | undefined): void {
  if (names !== undefined) for (const name of names) checkName(member, name);
}

/** An address cannot hold half of a surrogate pair, and no index has such an id. */
function checkName(member: string, name: string | null | undefined): void {
  if (name === null || name === undefined || name.isWellFormed()) return;
  throw invalidLine(`${member} has a name that is no well-formed Unicode: half of a surrogate pair`, { member });
}
