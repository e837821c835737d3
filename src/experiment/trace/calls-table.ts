/** The calls of a trace as a table in the file format of Apache Arrow, one row a call. */
import {
  Bool,
  type DataType,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  type RecordBatch,
  RecordBatchFileWriter,
  Table,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import type { TraceCall } from './trace-line.ts';

/** Rows that are in memory at once. */
const BATCH_ROWS = 4096;

const texts = (): List<Utf8> => new List(new Field('item', new Utf8(), true));
const counts = (): List<Int32> => new List(new Field('item', new Int32(), true));

type Value = string | number | bigint | boolean | null | readonly string[] | readonly (readonly (string | number)[])[];

/** In this order. `hits` has a list for each query. */
const COLUMNS: readonly (readonly [
  name: string,
  type: () => DataType,
  value: (call: TraceCall & { atMs?: number }) => Value,
])[] = [
  ['call', () => new Int64(), ({ call }) => BigInt(call)],
  ['time', () => new Utf8(), ({ time }) => time],
  ['at_ms', () => new Float64(), ({ atMs = null }) => atMs],
  ['ms', () => new Float64(), ({ ms }) => ms],
  ['request', () => new Utf8(), ({ request = null }) => request],
  ['session', () => new Utf8(), ({ session }) => session],
  ['step', () => new Int32(), ({ step }) => step],
  ['aside', () => new Bool(), ({ aside = false }) => aside],
  ['door', () => new Utf8(), ({ door }) => door],
  ['kind', () => new Utf8(), ({ kind }) => kind],
  ['index_name', () => new Utf8(), ({ index }) => index?.name ?? null],
  ['index_id', () => new Utf8(), ({ index }) => index?.id ?? null],
  ['queries', texts, ({ asked }) => (asked as { queries?: string[] } | null)?.queries ?? null],
  ['asked', () => new Utf8(), ({ asked }) => (asked === null ? null : JSON.stringify(asked))],
  ['context', () => new Utf8(), ({ context = null }) => context],
  ['treated', texts, ({ treated = null }) => treated],
  ['joint_place', () => new Int32(), ({ joint }) => joint?.place ?? null],
  ['joint_ranks', () => new List(new Field('item', counts(), true)), ({ joint }) => joint?.ranks ?? null],
  ['hits', () => new List(new Field('item', texts(), true)), ({ hits = null }) => hits],
  ['opened', texts, ({ opened = null }) => opened],
  ['status', () => new Int32(), ({ status }) => status],
  ['error', () => new Utf8(), ({ error }) => error],
  ['answer', () => new Utf8(), ({ answer }) => answer],
  ['bytes', () => new Int64(), ({ bytes }) => BigInt(bytes)],
];

/** The bytes of the file, in pieces. */
export async function* writeCallsTable(calls: AsyncIterable<TraceCall>): AsyncGenerator<Uint8Array> {
  const writer = new RecordBatchFileWriter();
  const written = writer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const feed = (async () => {
    let rows: TraceCall[] = [];
    let isEmpty = true;
    for await (const call of calls) {
      rows.push(call);
      if (rows.length < BATCH_ROWS) continue;
      writer.write(batchOf(rows));
      rows = [];
      isEmpty = false;
    }
    // A file of no rows has its columns all the same.
    if (rows.length > 0 || isEmpty) writer.write(batchOf(rows));
    writer.finish();
  })();
  // What fails there ends what is waited for here.
  feed.catch((error) => writer.abort(error));
  for (let next = await written.next(); next.done !== true; next = await written.next()) yield next.value;
  await feed;
}

function batchOf(calls: readonly TraceCall[]): RecordBatch {
  const columns = COLUMNS.map(([name, type, value]) => [name, vectorFromArray(calls.map(value), type())] as const);
  return new Table(Object.fromEntries(columns)).batches[0];
}
