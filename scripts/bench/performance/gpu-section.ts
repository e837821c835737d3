import type { GpuRecord } from '../gpu-record.ts';
import { figure, group, markdownTable } from './markdown-table.ts';

/** Records of `npm run bench:gpu`: the exact scan on a card against one thread of the CPU beside it. */
export function gpuSection(records: readonly GpuRecord[]): string[] {
  return records.flatMap((record) => {
    const { gpu, isSoftware, workload, results } = record;
    const rows = results.flatMap((result) => {
      const vectors = group(result.rows);
      if ('refusal' in result) return [[vectors, result.refusal, '', '', '', '', '']];
      return result.batches.map(({ size, ms, queriesPerSecond, gigabytesPerSecond, timesCpu }) => [
        ...[vectors, `${size}`, figure(ms), group(Math.round(queriesPerSecond)), figure(gigabytesPerSecond)],
        ...[`${figure(timesCpu)} ×`, result.isEqual ? `${result.comparedQueries} of ${result.comparedQueries}` : 'NO'],
      ]);
    });
    const cpu = results.flatMap((result) =>
      'refusal' in result
        ? []
        : `${group(result.rows)}: ${figure(result.cpuMs)} ms alone, ${figure(result.cpuTogetherMs)} ms in a batch, copied to the GPU in ${figure(result.uploadMs / 1000)} s.`,
    );
    return [
      `### ${gpu}${isSoftware ? ' (software: its times say nothing)' : ''}, ${workload.dimensions} dimensions, top ${workload.depth}`,
      '',
      ...markdownTable(
        ['vectors', 'queries', 'ms', 'queries/s', 'GB/s', 'times one CPU thread', 'equal answers'],
        rows,
      ),
      ...(cpu.length === 0 ? [] : [`A query on one thread of the CPU, of vectors: ${cpu.join(' ')}`, '']),
    ];
  });
}
