import type { ResultLine } from './kept-file.ts';

/** Names that begin with this are of this engine: `stillweb`, `stillweb-compact`, … */
const OURS = 'stillweb';

export function isOurs({ peer }: Pick<ResultLine, 'peer'>): boolean {
  return peer === OURS || peer.startsWith(`${OURS}-`);
}

/** Lines of one kind by what they may be compared on, in the order in which they first come. */
export function groupLines<T>(lines: readonly T[], keyOf: (line: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const line of lines) {
    const key = keyOf(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

/** One line an engine: the best where it was run several times, for all alike. */
export function bestOfEach<T extends ResultLine>(lines: readonly T[], cost: (line: T) => number): T[] {
  const best = new Map<string, T>();
  for (const line of lines) {
    const known = best.get(line.peer);
    if (known === undefined || cost(line) < cost(known)) best.set(line.peer, line);
  }
  return [...best.values()].sort((a, b) => cost(a) - cost(b) || (a.peer < b.peer ? -1 : 1));
}

/** The other engine with the least of something; null where no other has it. */
export function leastOf<T extends ResultLine>(
  lines: readonly T[],
  readValue: (line: T) => number | undefined,
): { line: T; value: number } | null {
  let least: { line: T; value: number } | null = null;
  for (const line of lines) {
    const value = isOurs(line) ? undefined : readValue(line);
    if (value !== undefined && (least === null || value < least.value)) least = { line, value };
  }
  return least;
}

/** `name version`, ours in bold. */
export function nameOf(line: ResultLine): string {
  const name = line.version ? `${line.peer} ${line.version}` : line.peer;
  return isOurs(line) ? `**${name}**` : name;
}
