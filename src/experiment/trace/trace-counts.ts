/** What a trace holds, counted. */
import { hash } from 'node:crypto';
import { readTrace } from './read-trace.ts';

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

export interface TraceCounts {
  /** In the order in which they were first served. */
  readonly indexes: readonly { readonly name: string; readonly id: string }[];
  readonly calls: number;
  readonly asides: number;
  readonly sessions: number;
  /** Steps of the session that has most. */
  readonly longest: number;
  /** Different questions that have an answer. */
  readonly answers: number;
  /** Questions that were answered in two ways: above 0, what answered was not deterministic. */
  readonly otherwise: number;
  /** Of the bodies, each once. */
  readonly bytes: number;
  /** The most frequent first, then by name. */
  readonly kinds: readonly NamedCount[];
  readonly doors: readonly NamedCount[];
  readonly errors: readonly NamedCount[];
  /** The number of the last line, where a process that was killed has cut that: it is passed over. */
  readonly cutLine?: number;
}

/** @throws StillwebError INPUT_MISSING, TRACE_INVALID, STORAGE_FAILED */
export async function countTrace(path: string): Promise<TraceCounts> {
  const indexes = new Map<string, { readonly name: string; readonly id: string }>();
  const steps = new Map<string, number>();
  const bodies = new Map<string, Buffer>();
  const otherwise = new Set<string>();
  const [kinds, doors, errors] = [new Map(), new Map(), new Map()] as Map<string, number>[];
  let [calls, asides, bytes] = [0, 0, 0];
  const count = (counts: Map<string, number>, name: string | null): void => {
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  let cutLine: number | undefined;
  const onCut = (line: number): void => {
    cutLine = line;
  };
  for await (const entry of readTrace(path, undefined, { onCut })) {
    if (entry.kind === 'index') indexes.set(`${entry.index.serves.name}@${entry.index.serves.id}`, entry.index.serves);
    if (entry.kind === 'answer') {
      const { answer: name, error } = entry.answer;
      const digest = hash('sha256', entry.body ?? JSON.stringify(error), 'buffer');
      const known = bodies.get(name);
      if (known === undefined) {
        bodies.set(name, digest);
        bytes += entry.answer.bytes;
      } else if (!known.equals(digest)) otherwise.add(name);
    }
    if (entry.kind !== 'call') continue;
    const { aside, session, step, kind, door, error } = entry.call;
    calls++;
    if (aside === true) asides++;
    if (session !== null) steps.set(session, Math.max(steps.get(session) ?? 0, step ?? 0));
    count(kinds, kind);
    count(doors, door);
    count(errors, error);
  }
  return {
    indexes: [...indexes.values()],
    ...{ calls, asides, sessions: steps.size },
    longest: [...steps.values()].reduce((most, each) => Math.max(most, each), 0),
    ...{ answers: bodies.size, otherwise: otherwise.size, bytes },
    ...{ kinds: ordered(kinds), doors: ordered(doors), errors: ordered(errors) },
    ...(cutLine !== undefined && { cutLine }),
  };
}

function ordered(counts: ReadonlyMap<string, number>): NamedCount[] {
  const rows = [...counts].map(([name, count]) => ({ name, count }));
  return rows.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
