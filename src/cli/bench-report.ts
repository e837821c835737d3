import { QUERY_CLASSES } from '../benchmark/query-class.ts';
import type { BenchmarkRecord } from '../benchmark/record.ts';
import { describeBytes, print, printGrid, printTable } from './output.ts';
import { groupDigits } from './progress.ts';

/** A measurement for people: what was measured, where, and a table a part. */
export function printRecord(record: BenchmarkRecord): void {
  const { machine, index, size, workload, http, build } = record;
  const classes = QUERY_CLASSES.map((name) => `${workload.queries[name] ?? 0} ${name}`).join(', ');
  printTable([
    ['index', `${index.name}@${index.id}`],
    ['documents', index.counts.documents],
    ['passages', index.counts.passages],
    ['size', describeSize(size)],
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${describeBytes(machine.memoryBytes)}, Node ${machine.node}`],
    ['version', `${record.stillweb}${machine.commit === null ? '' : `, commit ${machine.commit}`}`],
    ['queries', `${groupDigits(workload.queries.all)} (${classes}), ${workload.source}; k ${workload.k}`],
    ...(workload.rerank === undefined ? [] : [['reranker', describeReranking(workload)] as const]),
    ['opened in', `${groupDigits(record.openMs)} ms`],
    ['resident', describeBytes(record.residentBytes)],
    ['vectors', record.device.kind === 'gpu' ? `GPU: ${record.device.adapter}` : `CPU: ${record.device.reason}`],
    ...(record.vectors === 'disk' ? [['', 'on disk, read when they are compared'] as const] : []),
  ]);
  if (build !== null) {
    print('');
    print(
      `build: ${build.seconds.toFixed(1)} s, ${build.cpuSeconds.toFixed(1)} s of CPU, ${groupDigits(build.documentsPerSecond)} documents/s, peak ${describeBytes(build.peakBytes)}${build.isSameIndex ? '' : '; it gave another index than the one measured'}`,
    );
  }
  print('');
  print(
    `In process, one thread, ms (the fastest of ${workload.passes} passes of each query; p99 of all passes in the last column)`,
  );
  printGrid(
    ['mode', 'answer', 'class', 'queries', 'mean', 'p50', 'p95', 'p99', 'p99 all'],
    record.inProcess.flatMap(({ mode, answer, ms }) =>
      ([...QUERY_CLASSES, 'all'] as const).flatMap((name) => {
        const figures = ms[name];
        if (figures === undefined) return [];
        const { best, every, queries } = figures;
        return [[mode, answer, name, `${queries}`, ...[best.mean, best.p50, best.p95, best.p99, every.p99].map(show)]];
      }),
    ),
  );
  if (http === null) return;
  print('');
  print(
    `Over HTTP, load on the same machine (server: ready in ${groupDigits(http.server.startMs)} ms${http.server.peakBytes === null ? '' : `, peak ${describeBytes(http.server.peakBytes)}`})`,
  );
  printGrid(
    ['mode', 'clients', 'answered/s', 'p50', 'p95', 'p99', 'wait p50', 'wait p99', 'refused', 'failed'],
    http.levels.map(({ mode, clients, qps, ms, waitMs, refused, failed }) => [
      mode,
      `${clients}`,
      groupDigits(Math.round(qps)),
      ...(ms === null ? ['-', '-', '-'] : [ms.p50, ms.p95, ms.p99].map(show)),
      ...(waitMs === null ? ['-', '-'] : [waitMs.p50, waitMs.p99].map(show)),
      groupDigits(refused),
      groupDigits(failed),
    ]),
  );
}

function describeSize({ bytes, perPosting }: BenchmarkRecord['size']): string {
  if (perPosting === null) return describeBytes(bytes);
  const { postings, terms, allIn } = perPosting;
  return `${describeBytes(bytes)}; ${allIn} bytes a posting (postings ${postings}, terms ${terms})`;
}

function show(ms: number): string {
  return ms.toFixed(ms < 10 ? 3 : 1);
}

function describeReranking({ rerank, rerankDepth }: BenchmarkRecord['workload']): string {
  return rerankDepth === undefined ? `${rerank}` : `${rerank}, of ${groupDigits(rerankDepth)} hits`;
}
