import { Int64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import type { IndexCounts, NamedCounts } from './index-counts.ts';

/** One row of the table: what is counted, its name, and its numbers; null where there is no such number. */
interface CountRow {
  readonly kind: string;
  readonly name: string;
  readonly documents?: number;
  readonly passages?: number;
  readonly words?: number;
}

/**
 * The counts as one long table in the file format of Apache Arrow: columns `kind` and `name` (utf8), `documents`, `passages` and `words`
 * (int64, null where there is none).
 */
export function countsTable(counts: IndexCounts): Uint8Array {
  const rows = [...rowsOf(counts)];
  const texts = (column: 'kind' | 'name') =>
    vectorFromArray(
      rows.map((row) => row[column]),
      new Utf8(),
    );
  const numbers = (column: 'documents' | 'passages' | 'words') =>
    vectorFromArray(
      rows.map((row) => (row[column] === undefined ? null : BigInt(row[column]))),
      new Int64(),
    );
  const table = new Table({
    kind: texts('kind'),
    name: texts('name'),
    documents: numbers('documents'),
    passages: numbers('passages'),
    words: numbers('words'),
  });
  return tableToIPC(table, 'file');
}

function* rowsOf(counts: IndexCounts): Generator<CountRow> {
  const { documents, passages, words, sources, hosts, languages, years, fields, lengths, duplicates, links, skipped } =
    counts;
  yield { kind: 'index', name: counts.name, documents, passages, words };
  if (sources !== null) yield* namedRows('source', sources);
  yield* namedRows('host', hosts);
  yield* namedRows('language', languages);
  yield* namedRows('year', years);
  for (const { name, documents, missing, top } of fields) {
    yield { kind: 'field', name, documents };
    yield { kind: 'without field', name, documents: missing };
    for (const { value, documents } of top) yield { kind: `field ${name}`, name: value, documents };
  }
  for (const [what, each] of Object.entries(lengths)) {
    for (const [name, words] of Object.entries(each)) yield { kind: `length of ${what}`, name, words };
  }
  yield {
    kind: 'duplicates',
    name: 'groups',
    documents: duplicates.documents.groups,
    passages: duplicates.passages.groups,
  };
  yield {
    kind: 'duplicates',
    name: 'members',
    documents: duplicates.documents.members,
    passages: duplicates.passages.members,
  };
  for (const { id, documents } of duplicates.top) yield { kind: 'duplicated', name: id, documents };
  for (const name of ['linking', 'linked', 'isolated'] as const) yield { kind: 'links', name, documents: links[name] };
  for (const { id, documents } of links.top) yield { kind: 'linked', name: id, documents };
  for (const { code, records } of skipped?.faults ?? []) yield { kind: 'skipped', name: code, documents: records };
  for (const { ending, files } of skipped?.others ?? []) yield { kind: 'other file', name: ending, documents: files };
  for (const { what, records } of skipped?.passed ?? []) yield { kind: 'passed over', name: what, documents: records };
}

function* namedRows(kind: string, { without, top }: NamedCounts): Generator<CountRow> {
  for (const row of top) yield { kind, ...row };
  if (without > 0) yield { kind: `without ${kind}`, name: '', documents: without };
}
