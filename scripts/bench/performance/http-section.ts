import type { HttpLine } from './kept-file.ts';
import { figure, group, markdownTable, ratio } from './markdown-table.ts';
import { groupLines, isOurs, nameOf } from './sides.ts';

/** One server at one number of connections. */
interface Place {
  readonly line: HttpLine;
  readonly level: HttpLine['levels'][number];
}

/** Servers side by side under a closed loop of keep-alive connections on the same machine. */
export function httpSection(lines: readonly HttpLine[]): string[] {
  return [...groupLines(lines, ({ corpus, k }) => `HTTP, ${corpus}, top ${k}`)].flatMap(([title, group]) => {
    const places = bestPlaces(group);
    return [`### ${title}`, '', ...serverTable(places), ...ratioTable(places)];
  });
}

/** For each number of connections every server once: the run that answered the most. */
function bestPlaces(lines: readonly HttpLine[]): Place[] {
  const best = new Map<string, Place>();
  for (const line of lines) {
    for (const level of line.levels) {
      const key = `${level.connections}\0${line.peer}`;
      const known = best.get(key);
      if (known === undefined || level.qps > known.level.qps) best.set(key, { line, level });
    }
  }
  return [...best.values()].sort((a, b) => a.level.connections - b.level.connections || b.level.qps - a.level.qps);
}

function serverTable(places: readonly Place[]): string[] {
  const rows = places.map(({ line, level: { connections, ok, errors, qps, ms } }) => [
    `${connections}`,
    nameOf(line),
    group(Math.round(qps)),
    ...(ms === null ? ['', '', ''] : [ms.p50, ms.p95, ms.p99].map(figure)),
    group(ok),
    group(errors),
    line.peak_rss_mb === null ? '' : group(Math.round(line.peak_rss_mb)),
  ]);
  const heads = [
    'connections',
    'server',
    'requests/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'answered',
    'errors',
    'MB in use',
  ];
  return markdownTable(heads, rows);
}

function ratioTable(places: readonly Place[]): string[] {
  const rows = places.flatMap((ours) => {
    const others = places.filter(
      ({ line, level }) => !isOurs(line) && level.connections === ours.level.connections && level.ms !== null,
    );
    const { ms } = ours.level;
    if (!isOurs(ours.line) || others.length === 0 || ms === null) return [];
    const qps = Math.max(...others.map(({ level }) => level.qps));
    const p50 = Math.min(...others.map(({ level }) => level.ms?.p50 as number));
    const p99 = Math.min(...others.map(({ level }) => level.ms?.p99 as number));
    const ratios = [ratio(ours.level.qps, qps), ratio(ms.p50, p50), ratio(ms.p99, p99)];
    return [[`${ours.level.connections}`, ours.line.peer, ...ratios]];
  });
  if (rows.length === 0) return [];
  return markdownTable(['connections', 'ours', 'requests/s to the best other', 'p50', 'p99'], rows);
}
