import type { DenseLine } from './kept-file.ts';
import { figure, group, markdownTable, megabytes, ratio } from './markdown-table.ts';
import { bestOfEach, groupLines, isOurs, leastOf, nameOf } from './sides.ts';

const RECALLS = ['0.95', '0.985', '0.995'] as const;
const EXPERIMENT =
  'Ours is an experiment of `scripts/bench/rescoring`, not what stillweb serves. Graph and scan are those of the product; the ' +
  'first 50 candidates are then scored again with 16-bit vectors. The product compares int8 vectors alone, finds a little ' +
  'less of the float ten, and keeps no low bytes: its index is smaller by one byte a value.';

/** Nearest neighbours side by side: graphs with graphs, exact scans with exact scans. */
export function denseSection(lines: readonly DenseLine[]): string[] {
  const titleOf = ({ peer, corpus, docs, build_threads: threads }: DenseLine) => {
    const what = isExact(peer) ? 'Exact scan' : `Graphs, built by ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    return `${what}, ${corpus}: ${group(docs)} vectors`;
  };
  return [...groupLines(lines, titleOf)].flatMap(([title, group]) => {
    const engines = bestOfEach(group, costOf);
    const notes = engines.some(isOurs) ? [EXPERIMENT, ''] : [];
    return [`### ${title}`, '', ...notes, ...engineTable(engines), ...ratioTable(engines)];
  });
}

function isExact(peer: string): boolean {
  return /flat|exact/.test(peer);
}

/** Time at the highest recall that all good graphs reach, else at a lower one. */
function costOf({ at_recall: at }: DenseLine): number {
  return (at['0.985'] ?? at['0.95'])?.ms_min ?? Number.POSITIVE_INFINITY;
}

function engineTable(engines: readonly DenseLine[]): string[] {
  const rows = engines.map((line) => [
    isOurs(line) ? `${nameOf(line)} (experiment)` : nameOf(line),
    ...RECALLS.map((recall) => {
      const point = line.at_recall[recall];
      return point === undefined
        ? 'not reached'
        : `${figure(point.ms_min)} (ef ${point.ef}, ${point.recall.toFixed(4)})`;
    }),
    ...[figure(line.build_wall_s), figure(line.build_cpu_s), megabytes(line.index_bytes)],
    group(Math.round(line.peak_rss_mb)),
  ]);
  const heads = ['engine', ...RECALLS.map((recall) => `ms at ${recall}`), 'build s', 'CPU s', 'index MB', 'MB in use'];
  return markdownTable(heads, rows);
}

function ratioTable(engines: readonly DenseLine[]): string[] {
  const measures: readonly (readonly [string, (line: DenseLine) => number | undefined])[] = [
    ...RECALLS.map((recall) => [`query at ${recall}`, (line: DenseLine) => line.at_recall[recall]?.ms_min] as const),
    ['build, s', (line) => line.build_wall_s],
    ['build, CPU s', (line) => line.build_cpu_s],
    ['index size', (line) => line.index_bytes],
    ['memory in use', (line) => line.peak_rss_mb],
  ];
  const rows = engines.filter(isOurs).flatMap((ours) =>
    measures.flatMap(([what, readValue]) => {
      const best = leastOf(engines, readValue);
      const mine = readValue(ours);
      return best === null || mine === undefined ? [] : [[ours.peer, what, best.line.peer, ratio(mine, best.value)]];
    }),
  );
  return rows.length === 0 ? [] : markdownTable(['ours', 'what', 'best other', 'ours to it'], rows);
}
