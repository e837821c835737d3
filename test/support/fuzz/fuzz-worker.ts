import { parentPort, workerData } from 'node:worker_threads';
import { StillwebError } from '../../../src/errors.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { askEverything } from './asked.ts';
import { FuzzedIndex } from './fuzzed-index.ts';
import { findDisagreements } from './oracle.ts';
import { Random } from './random.ts';

/** Mutates, checks and asks, mutation after mutation, and tells what must never be. */

export interface FuzzTask {
  readonly directories: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The mutation that is under way, for whoever watches. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

export interface FuzzOutcome {
  readonly mutation: number;
  readonly what: string;
  /** `refused` by check; `same` answers; `other` content, of which the answers are right; or a failure. */
  readonly verdict: 'refused' | 'same' | 'other' | 'failure';
  readonly told?: string;
  readonly cpuMs: number;
}

interface Subject {
  readonly index: FuzzedIndex;
  /** Without snippets, and with them. */
  readonly answers: readonly [plain: readonly string[], shown: readonly string[]];
}

const { directories, seed, from, to, progress } = workerData as FuzzTask;
const MAX_CPU_MS = 1_000;
/** More than twice an index of some hundred thousand bytes, by what the collector of garbage leaves lying about. */
const MAX_GROWTH_KB = 96 * 1024;

async function answersOf(directory: string): Promise<Subject['answers']> {
  const searcher = await Searcher.open(openIndex(directory));
  try {
    return [await askEverything(searcher, false), await askEverything(searcher, true)];
  } finally {
    await searcher.close();
  }
}

/** @returns the codes of what refuses it; null when it is said to be whole */
async function refusalOf(directory: string): Promise<string | null> {
  try {
    const { findings } = await checkIndex(openIndex(directory, { checksBounds: false }));
    return findings.length === 0 ? null : [...new Set(findings.map(({ kind }) => kind))].join(' ');
  } catch (error) {
    if (error instanceof StillwebError) return error.code;
    throw error;
  }
}

async function tryMutation(subject: Subject, showsSnippets: boolean): Promise<Pick<FuzzOutcome, 'verdict' | 'told'>> {
  const { index } = subject;
  const answers = subject.answers[showsSnippets ? 1 : 0];
  const refusal = await refusalOf(index.directory);
  let searcher: Searcher;
  try {
    searcher = await Searcher.open(openIndex(index.directory));
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    if (refusal === null) return { verdict: 'failure', told: `check says whole, and it does not open: ${error.code}` };
    return { verdict: 'refused', told: `${refusal}, opened ${error.code}` };
  }
  try {
    const found = await askEverything(searcher, showsSnippets);
    if (refusal !== null) return { verdict: 'refused', told: refusal };
    const differing = found.filter((outcome, i) => outcome !== answers[i]);
    if (differing.length === 0 && found.length === answers.length) return { verdict: 'same' };
    const refused = differing.find((outcome) => /^[A-Z_]+$/.test(outcome));
    if (refused !== undefined) return { verdict: 'failure', told: `check says whole, and a search ${refused}` };
    const wrong = await findDisagreements(searcher);
    if (wrong.length > 0) return { verdict: 'failure', told: `check says whole, and wrong are ${wrong.join(', ')}` };
    return { verdict: 'other', told: `${differing.length} answers are others` };
  } finally {
    await searcher.close();
  }
}

const subjects: Subject[] = [];
for (const directory of directories) {
  const index = new FuzzedIndex(directory);
  index.restore();
  const refusal = await refusalOf(directory);
  if (refusal !== null) throw new Error(`the sound index is refused: ${refusal}`);
  subjects.push({ index, answers: await answersOf(directory) });
}
let peakKb = process.resourceUsage().maxRSS;
for (let mutation = from; mutation < to; mutation++) {
  const random = new Random(seed + mutation);
  const subject = subjects[mutation % subjects.length];
  const what = `${mutation % subjects.length}: ${subject.index.mutate(random)}`;
  Atomics.store(progress, 0, mutation);
  const before = process.cpuUsage();
  let outcome: Pick<FuzzOutcome, 'verdict' | 'told'>;
  try {
    outcome = await tryMutation(subject, mutation % 8 === 0);
  } catch (error) {
    outcome = { verdict: 'failure', told: (error as Error).stack ?? String(error) };
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMs = Math.round((user + system) / 1000);
  const kb = process.resourceUsage().maxRSS;
  if (cpuMs > MAX_CPU_MS) outcome = { verdict: 'failure', told: `${cpuMs} ms, ${outcome.told}` };
  if (kb - peakKb > MAX_GROWTH_KB && mutation > from) {
    outcome = { verdict: 'failure', told: `${Math.round((kb - peakKb) / 1024)} MiB more, ${outcome.told}` };
  }
  peakKb = kb;
  parentPort?.postMessage({ mutation, what, cpuMs, ...outcome } satisfies FuzzOutcome);
}
for (const { index } of subjects) index.restore();
