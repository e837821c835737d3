import type { LexicalLine } from './kept-file.ts';
import { figure, group, markdownTable, megabytes, ratio } from './markdown-table.ts';
import { bestOfEach, groupLines, isOurs, leastOf, nameOf } from './sides.ts';

const CLASSES = ['short', 'medium', 'long', 'all'] as const;

/** BM25 side by side: one table a collection and depth, and what ours is to the best of the others. */
export function lexicalSection(lines: readonly LexicalLine[]): string[] {
  const groups = groupLines(lines, ({ corpus, docs, k }) => `BM25, ${corpus}: ${group(docs)} passages, top ${k}`);
  return [...groups].flatMap(([title, group]) => {
    const engines = bestOfEach(group, ({ ms_min }) => ms_min.all.mean);
    return [`### ${title}`, '', ...engineTable(engines), ...ratioTable(engines)];
  });
}

function engineTable(engines: readonly LexicalLine[]): string[] {
  const heads = [
    'engine',
    'short',
    'medium',
    'long',
    'all',
    'p50',
    'p95',
    'p99',
    'build s',
    'CPU s',
    'index MB',
    'MB in use',
  ];
  const hasOverlap = engines.some(({ overlap10 }) => overlap10 !== undefined);
  const rows = engines.map((line) => {
    const { ms_min: ms, build_wall_s, build_cpu_s, index_bytes, peak_rss_mb, overlap10 } = line;
    const means = CLASSES.map((name) => (ms[name] === undefined ? '' : figure(ms[name].mean)));
    const { p50, p95, p99 } = ms.all;
    return [
      ...[nameOf(line), ...means, ...[p50, p95, p99, build_wall_s, build_cpu_s].map(figure)],
      ...[megabytes(index_bytes), group(Math.round(peak_rss_mb))],
      ...(hasOverlap ? [overlap10 === undefined ? '' : overlap10.toFixed(3)] : []),
    ];
  });
  return markdownTable([...heads, ...(hasOverlap ? ['of Lucene’s ten'] : [])], rows);
}

function ratioTable(engines: readonly LexicalLine[]): string[] {
  const rows = engines.filter(isOurs).flatMap((ours) =>
    CLASSES.flatMap((name) => {
      const best = leastOf(engines, ({ ms_min }) => ms_min[name]?.mean);
      const mine = ours.ms_min[name];
      if (best === null || mine === undefined) return [];
      const median = leastOf(engines, ({ ms_min }) => ms_min[name]?.p50);
      const tail = leastOf(engines, ({ ms_min }) => ms_min[name]?.p99);
      const ratios = [
        ratio(mine.mean, best.value),
        median === null ? '' : ratio(mine.p50, median.value),
        tail === null ? '' : ratio(mine.p99, tail.value),
      ];
      return [[ours.peer, name, best.line.peer, figure(best.value), figure(mine.mean), ...ratios]];
    }),
  );
  const build = engines.filter(isOurs).flatMap((ours) => {
    const lucene = engines.find(({ peer }) => peer === 'lucene');
    return lucene === undefined ? [] : [`${ours.peer} ${ratio(ours.build_cpu_s, lucene.build_cpu_s)}`];
  });
  if (rows.length === 0) return [];
  const heads = ['ours', 'queries', 'best other', 'its mean ms', 'our mean ms', 'mean', 'p50', 'p99'];
  return [
    ...markdownTable(heads, rows),
    ...(build.length === 0 ? [] : [`CPU time of the build to Lucene's: ${build.join(', ')}.`, '']),
  ];
}
