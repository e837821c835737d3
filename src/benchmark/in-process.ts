import type { SearchMode } from '../contract/search.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import { type ClassLatency, type QueryClass, summarizeClasses } from './query-class.ts';
import { rerankingOf, type Workload, type WorkloadQuery } from './workload.ts';

/** What is made of a ranking: document ids and scores, or what a page of results shows (title, snippet of 64 tokens). */
export type AnswerForm = 'ids' | 'snippets';

export const ANSWER_FORMS: readonly AnswerForm[] = ['ids', 'snippets'];

export interface InProcessCase {
  readonly mode: SearchMode;
  readonly answer: AnswerForm;
  readonly passes: number;
  /** Milliseconds by class of query. */
  readonly ms: Partial<Record<QueryClass | 'all', ClassLatency>>;
}

const SNIPPET_TOKENS = 64;

/**
 * Times searches one at a time, in this thread and without a server: from the query's text to the answer.
 *
 * A case takes no longer than the seconds of the workload, and a little: queries that the first pass does not reach in its
 * share are left out of all passes, and their number is missing from the figures.
 */
export async function measureInProcess(
  searcher: Searcher,
  workload: Workload,
  mode: SearchMode,
  answer: AnswerForm,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<InProcessCase> {
  const { warm, passes, seconds } = workload;
  const search = openSearch(searcher, mode, workload, answer);
  const firstEndMs = performance.now() + (seconds * 1000) / (warm + passes);
  let reached: readonly WorkloadQuery[] = workload.queries;
  const times: number[][] = [];
  for (let pass = 0; pass < warm + passes; pass++) {
    const ms: number[] = [];
    for (const { text } of reached) {
      if (pass === 0 && ms.length > 0 && performance.now() > firstEndMs) break;
      const startMs = performance.now();
      await search(text);
      ms.push(performance.now() - startMs);
      onProgress(pass * reached.length + ms.length, (warm + passes) * reached.length);
    }
    reached = reached.slice(0, ms.length);
    if (pass >= warm) times.push(ms);
  }
  const classes = reached.map((query) => query.class);
  return { mode, answer, passes, ms: summarizeClasses(classes, times) };
}

function openSearch(searcher: Searcher, mode: SearchMode, { k, rerank, rerankDepth }: Workload, answer: AnswerForm) {
  const ranked = { mode, k, ...rerankingOf({ rerank, rerankDepth }) };
  if (answer === 'ids') return (text: string): Promise<unknown> => searcher.rank(text, ranked);
  const fixed = { ...ranked, offset: 0, unit: 'document', text: false, explain: false } as const;
  const snippet = { tokens: SNIPPET_TOKENS };
  return (text: string): Promise<unknown> => searcher.search({ ...fixed, snippet, queries: [text] });
}
