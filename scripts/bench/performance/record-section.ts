import { QUERY_CLASSES } from '../../../src/benchmark/query-class.ts';
import type { BenchmarkRecord } from '../../../src/benchmark/record.ts';
import { figure, group, markdownTable, megabytes } from './markdown-table.ts';

/** Records of `stillweb bench`: how size, memory and time grow with a collection. */
export function recordSection(records: readonly BenchmarkRecord[]): string[] {
  if (records.length === 0) return [];
  const sorted = records.toSorted((a, b) => a.index.counts.passages - b.index.counts.passages);
  return [...sizeTable(sorted), ...latencyTable(sorted), ...serverTable(sorted)];
}

function labelOf({ index, device }: BenchmarkRecord): string {
  const parts = [index.name, index.encoder ?? 'no vectors'];
  if (index.engine !== 'stillweb') parts.push(index.engine);
  if (device.kind === 'gpu') parts.push('GPU');
  return parts.join(', ');
}

function sizeTable(records: readonly BenchmarkRecord[]): string[] {
  const rows = records.map((record) => {
    const { index, size, openMs, residentBytes, build } = record;
    const { perPosting } = size;
    return [
      labelOf(record),
      group(index.counts.passages),
      megabytes(size.bytes),
      ...(perPosting === null ? ['', ''] : [figure(perPosting.allIn), figure(perPosting.postings)]),
      figure(openMs / 1000),
      megabytes(residentBytes),
      ...(build === null
        ? ['', '', '', '']
        : [build.seconds, build.cpuSeconds, build.documentsPerSecond, build.peakBytes / 1e6].map(figure)),
    ];
  });
  const heads = ['index', 'passages', 'MB', 'bytes a posting', 'without terms', 'opened in s', 'MB in use'];
  return markdownTable([...heads, 'build s', 'CPU s', 'documents/s', 'build MB'], rows);
}

function latencyTable(records: readonly BenchmarkRecord[]): string[] {
  const rows = records.flatMap((record) =>
    record.inProcess.map(({ mode, answer, ms }) => {
      const means = QUERY_CLASSES.map((name) => (ms[name] === undefined ? '' : figure(ms[name].best.mean)));
      const all = ms.all;
      const rest =
        all === undefined ? ['', '', '', ''] : [all.best.p50, all.best.p95, all.best.p99, all.every.p99].map(figure);
      return [labelOf(record), mode, answer, group(all?.queries ?? 0), ...means, ...rest];
    }),
  );
  const heads = ['index', 'mode', 'answer', 'queries', ...QUERY_CLASSES, 'p50', 'p95', 'p99', 'p99, all passes'];
  return [
    'In process, one thread, milliseconds: means by class of query, percentiles over all of them.',
    '',
    ...markdownTable(heads, rows),
  ];
}

function serverTable(records: readonly BenchmarkRecord[]): string[] {
  const rows = records.flatMap((record) =>
    (record.http?.levels ?? []).map(({ mode, clients, qps, ms, answered, refused, failed }) => [
      labelOf(record),
      mode,
      `${clients}`,
      group(Math.round(qps)),
      ...(ms === null ? ['', '', ''] : [ms.p50, ms.p95, ms.p99].map(figure)),
      ...[answered, refused, failed].map(group),
    ]),
  );
  if (rows.length === 0) return [];
  const heads = [
    'index',
    'mode',
    'connections',
    'requests/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'answered',
    'refused',
    'failed',
  ];
  return ['Over HTTP, with title and snippet, the load on the same machine.', '', ...markdownTable(heads, rows)];
}
