import type { Qrels } from '../../evaluation/qrels-file.ts';
import type { Session } from './session-boundaries.ts';

/** How much of what is relevant a session has found, step by step. */
export interface EvidenceRecall {
  /** The topic of the judgments that the session is about. */
  readonly topic: string;
  readonly relevant: number;
  /** Relevant documents that answers have named or opened so far; one entry a step, never falling. */
  readonly retrieved: readonly number[];
  /** Those that were opened. */
  readonly opened: readonly number[];
}

/**
 * The judgments of a session: of the topic that has its name, or else the longest beginning of its name before a `#`, `/` or `:` that is
 * a topic, so that `q12#3` is a session for topic `q12`.
 *
 * @returns null where none is judged, or nothing is relevant
 */
export function measureRecall({ name, events }: Session, qrels: Qrels): EvidenceRecall | null {
  const topic = topicOf(name, qrels);
  const relevant = new Set([...(qrels.get(topic ?? '') ?? [])].filter(([, grade]) => grade > 0).map(([id]) => id));
  if (topic === null || relevant.size === 0) return null;
  const [retrieved, opened] = [new Set<string>(), new Set<string>()];
  const counts: { retrieved: number; opened: number }[] = [];
  for (const { step, ids = [], opened: read = [] } of events) {
    for (const id of [...ids, ...read]) if (relevant.has(id)) retrieved.add(id);
    for (const id of read) if (relevant.has(id)) opened.add(id);
    counts[step - 1] = { retrieved: retrieved.size, opened: opened.size };
  }
  return {
    topic,
    relevant: relevant.size,
    retrieved: counts.map((count) => count.retrieved),
    opened: counts.map((count) => count.opened),
  };
}

function topicOf(name: string, qrels: Qrels): string | null {
  if (qrels.has(name)) return name;
  for (let end = name.length - 1; end > 0; end--) {
    if ('#/:'.includes(name[end]) && qrels.has(name.slice(0, end))) return name.slice(0, end);
  }
  return null;
}
