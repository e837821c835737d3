import { onOneLine } from '../plain-text.ts';
import { groupDigits } from '../progress.ts';
import type { FieldCounts, IndexCounts, Lengths, LinkCounts, NamedCounts, SkippedCounts } from './index-counts.ts';

/** The counts of an index as lines for people. */
export function describeCounts(counts: IndexCounts): string[] {
  const { documents, passages, words, sources, lengths, duplicates, links, skipped } = counts;
  return [
    `${count(documents)} documents, ${count(passages)} passages, ${count(words)} words`,
    ...(sources === null ? ['', 'Sources: not remembered; the index was unpacked'] : named('Sources', sources)),
    ...named('Hosts', counts.hosts),
    ...named('Languages', counts.languages),
    ...named('Years', counts.years),
    ...counts.fields.flatMap(fieldLines),
    '',
    'Lengths in words',
    ...grid([
      ['', 'min', 'median', '90 %', 'max'],
      ...[
        ['documents', lengths.documents],
        ['passages', lengths.passages],
      ].map(([name, each]) => [name as string, ...lengthCells(each as Lengths)]),
    ]),
    '',
    `Texts that several have: ${count(duplicates.documents.groups)} of documents (${count(duplicates.documents.members)} in all), ${count(duplicates.passages.groups)} of passages (${count(duplicates.passages.members)})`,
    ...grid(duplicates.top.map(({ id, documents }) => [onOneLine(id), count(documents)])),
    ...linkLines(links),
    ...(skipped === null ? [] : skippedLines(skipped)),
  ];
}

function named(title: string, { names, without, top }: NamedCounts): string[] {
  const told = top.length < names ? `, ${count(top.length)} of them here` : '';
  const rest = without > 0 ? `; ${count(without)} documents without one` : '';
  const rows = top.map((row) => [onOneLine(row.name), count(row.documents), count(row.passages), count(row.words)]);
  const head = names === 0 ? [] : [['', 'documents', 'passages', 'words']];
  return ['', `${title}: ${count(names)}${told}${rest}`, ...grid([...head, ...rows])];
}

function fieldLines({ name, type, documents, missing, values, min, max, top }: FieldCounts): string[] {
  const range = min === undefined ? '' : `, ${min} to ${max}`;
  return [
    '',
    `Field ${name} (${type}): ${count(documents)} documents, ${count(missing)} without, ${count(values)} values${range}`,
    ...grid(top.map(({ value, documents }) => [onOneLine(value), count(documents)])),
  ];
}

function lengthCells({ min, median, p90, max }: Lengths): string[] {
  return [min, median, p90, max].map(count);
}

function linkLines({ given, edges, unresolved, repeated, linking, linked, isolated, top }: LinkCounts): string[] {
  return [
    '',
    `Links: ${count(given)} given; ${count(edges)} lead to another document, ${count(unresolved)} to none, ${count(repeated)} again or to themselves`,
    `${count(linking)} documents link, ${count(linked)} are linked, ${count(isolated)} neither`,
    ...grid(top.map(({ id, documents }) => [onOneLine(id), count(documents)])),
  ];
}

function skippedLines({ faults, others, passed, hidden, topics }: SkippedCounts): string[] {
  const rows = [
    ...faults.map(({ code, records }) => [code, count(records)]),
    ...passed.map(({ what, records }) => [what, count(records)]),
    ...others.map(({ ending, files }) => [ending === '' ? 'files without an ending' : `files ${ending}`, count(files)]),
    ...(hidden > 0 ? [['hidden files, links and special ones', count(hidden)]] : []),
    ...(topics > 0 ? [['queries and judgments', count(topics)]] : []),
  ];
  return ['', `Left out by the last build: ${rows.length === 0 ? 'nothing' : ''}`.trimEnd(), ...grid(rows)];
}

const count = (value: number): string => groupDigits(value);

/** Columns behind two spaces: the first to the left, the others to the right. */
function grid(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [place, cell] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, cell.length);
  return rows.map((row) =>
    `  ${row.map((cell, place) => (place === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[place]))).join('  ')}`.trimEnd(),
  );
}
