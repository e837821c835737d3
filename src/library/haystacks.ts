/** Contexts and small collections for studies of long contexts: what answers a question, among what a retriever takes for an answer. */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { type Qrels, readQrels } from '../evaluation/qrels-file.ts';
import { readTopics } from '../evaluation/topic-file.ts';
import {
  composeHaystack,
  type Haystack,
  joinStraws,
  ORDERS,
  type Order,
  type Straw,
  tokensOf,
} from '../experiment/haystack/compose.ts';
import { RETRIEVERS, type RetrieverName, rankDocuments } from '../experiment/haystack/retrievers.ts';
import { openTokenCounter, type TokenCounter } from '../experiment/haystack/token-counter.ts';
import { MAX_DEPTH, MAX_RERANK_DEPTH } from '../limits.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import { openIndex } from '../store/open.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { buildIndex } from './build-index.ts';
import { checkChoice, checkNumber } from './check-number.ts';
import { claimFolder, markFolder } from './export-place.ts';
import { FileNames } from './file-name.ts';
import { IndexNames } from './index-names.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { openSearcher } from './open-searcher.ts';

export const HAYSTACK_FORMS = ['contexts', 'collections', 'indexes'] as const;

export interface HaystackOptions {
  readonly topics: string;
  readonly qrels: string;
  /** Folder that is absent, empty, or of an earlier call. */
  readonly out: string;
  /** Most tokens of each, one set of haystacks a number. */
  readonly tokens: readonly number[];
  /** Default: `contexts`, one text each. Or the documents as JSON Lines; or these and an index of them. */
  readonly as?: (typeof HAYSTACK_FORMS)[number];
  /** Default: `bm25`. */
  readonly retriever?: RetrieverName;
  /** Default: `ranked`. */
  readonly order?: Order;
  /** Of a shuffle, and of random distractors, 0 … 2^53 − 1. Default: 1. */
  readonly seed?: number;
  /** `words`, or a `tokenizer.json` or its folder. Default: `words`. */
  readonly tokenizer?: string;
  /** Documents of the retriever that are looked at, 1 … 10,000. Default: 2,560. */
  readonly depth?: number;
  /** Of indexes. Default: `static`. */
  readonly encoder?: string;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told in a sentence what an earlier call had made, and is gone now. */
  readonly onNote?: (sentence: string) => void;
}

const OPTION_NAMES: OptionNames<HaystackOptions> = {
  topics: true,
  qrels: true,
  out: true,
  tokens: true,
  as: true,
  retriever: true,
  order: true,
  seed: true,
  tokenizer: true,
  depth: true,
  encoder: true,
  onProgress: true,
  onNote: true,
};

/** What was made, as `haystack.json` says it. */
export interface HaystackReport {
  readonly software: string;
  readonly index: { readonly name: string; readonly id: string };
  readonly as: (typeof HAYSTACK_FORMS)[number];
  readonly retriever: RetrieverName;
  readonly depth: number;
  readonly order: Order;
  readonly seed: number;
  readonly tokenizer: { readonly name: string; readonly sha256: string | null };
  /** Topics without a relevant document. */
  readonly unjudged: readonly string[];
  /** Topics of which the index lacks a relevant document: left out. */
  readonly incomplete: readonly string[];
  readonly sizes: readonly {
    readonly tokens: number;
    readonly made: number;
    /** Topics whose relevant documents alone are longer: left out. */
    readonly tooLong: readonly string[];
    /** Topics whose list of distractors ended before the tokens were full. */
    readonly short: readonly string[];
  }[];
}

const FORM = 'stillweb haystack 1';
const REPORT = 'haystack.json';
const OURS = { has: (name: string) => name === REPORT || /^(contexts|collections|indexes)-\d+(\.jsonl)?$/.test(name) };

/**
 * Writes for each judged topic and each size a haystack: its relevant documents, and the best of a retriever's others.
 *
 * @throws StillwebError what opening the index throws; TOPICS_INVALID, QRELS_INVALID; MODE_UNAVAILABLE; EXPORT_NOT_OURS; ENCODER_MISSING
 *   and ENCODER_DAMAGED of a tokenizer; SETTING_INVALID
 */
export async function makeHaystacks(directory: string, options: HaystackOptions): Promise<HaystackReport> {
  refuseUnknownOptions('makeHaystacks', options, OPTION_NAMES);
  const { retriever = 'bm25', order = 'ranked', seed = 1, depth = MAX_RERANK_DEPTH, out, as = 'contexts' } = options;
  checkChoice('as', as, HAYSTACK_FORMS);
  checkChoice('retriever', retriever, RETRIEVERS);
  checkChoice('order', order, ORDERS);
  checkNumber('depth', depth, 1, MAX_DEPTH);
  checkNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  for (const tokens of options.tokens) checkNumber('tokens', tokens, 1);
  const sizes = [...new Set(options.tokens)].sort((one, other) => one - other);
  if (sizes.length === 0)
    throw new StillwebError('SETTING_INVALID', 'tokens is a list of sizes', { setting: 'tokens' });
  const counter = await openTokenCounter(options.tokenizer ?? 'words');
  const topics = await readTopics(options.topics);
  const qrels = await readQrels(options.qrels);
  const index = openIndex(directory);
  const { name, manifest } = index;
  const opened = await openSearcher(index, 'cpu');
  try {
    const { searcher } = opened;
    const relevant = new Map(topics.map(({ id }) => [id, relevantOf(qrels, id)]));
    const isThere = (id: string): boolean => searcher.view.ids.find(id) >= 0;
    const judged = topics.filter(({ id }) => (relevant.get(id) ?? []).length > 0);
    const complete = judged.filter(({ id }) => (relevant.get(id) ?? []).every(isThere));
    if (complete.length === 0) {
      const message = `of none of the ${topics.length} topics of ${options.topics} the index ${name} has all documents that ${options.qrels} calls relevant`;
      throw new StillwebError('QRELS_INVALID', message, { qrels: options.qrels, index: name });
    }
    const field = new StrawField(searcher, counter);
    const goldOf = (topic: string): number[] =>
      (relevant.get(topic) ?? []).map((id) => searcher.view.ids.find(id)).sort((a, b) => a - b);
    refuseTooSmall(
      sizes,
      complete.map(({ id }) => goldOf(id).reduce((sum, document) => sum + field.straw(document, true, null).tokens, 0)),
    );
    claimFolder(out, FORM, OURS);
    const earlier = readdirSync(out).filter(OURS.has);
    for (const made of earlier) rmSync(join(out, made), { recursive: true, force: true });
    if (earlier.length > 0) {
      options.onNote?.(
        `${out} held the haystacks of an earlier call, and holds these in their place: ${earlier.sort().join(', ')}`,
      );
    }
    const writers = sizes.map((size) => new HaystackWriter(out, as, size));
    markFolder(out, FORM, `${name}@${manifest.id}`);
    const [names, indexNames] = [new FileNames(), new IndexNames()];
    for (const [done, { id: topic, text: query }] of complete.entries()) {
      options.onProgress?.(done, complete.length);
      const ranking = await rankDocuments(searcher, retriever, { topic, query, depth, seed });
      const ranks = new Map(ranking.map((document, i) => [document, i + 1]));
      const gold = goldOf(topic);
      const isGold = new Set(gold);
      const golden = gold.map((document) => field.straw(document, true, ranks.get(document) ?? null));
      const file = names.nameOf(topic);
      const indexName = indexNames.nameOf(file);
      for (const [i, size] of sizes.entries()) {
        const distractors = function* (): Generator<Straw> {
          for (const document of ranking) {
            if (!isGold.has(document)) yield field.straw(document, false, ranks.get(document) ?? null);
          }
        };
        const plan = { topic, size, order, seed, counter, isCut: as === 'contexts' };
        const haystack = composeHaystack(golden, distractors(), plan);
        writers[i].add({ topic, query, file, indexName, haystack }, field);
      }
    }
    let built = 0;
    for (const writer of writers) {
      writer.close();
      await writer.buildIndexes(options.encoder, () => {
        options.onProgress?.(++built, complete.length * sizes.length);
      });
    }
    const report: HaystackReport = {
      software: `stillweb ${SOFTWARE_VERSION}`,
      index: { name, id: manifest.id },
      ...{ as, retriever, depth, order, seed },
      tokenizer: { name: counter.name, sha256: counter.sha256 },
      unjudged: topics.filter((topic) => !judged.includes(topic)).map(({ id }) => id),
      incomplete: judged.filter((topic) => !complete.includes(topic)).map(({ id }) => id),
      sizes: writers.map(({ told }) => told),
    };
    writeFileSync(join(out, REPORT), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } finally {
    await opened.close();
  }
}

/** @param needed by the relevant documents of each topic @throws StillwebError SETTING_INVALID where no topic has room */
function refuseTooSmall(sizes: readonly number[], needed: readonly number[]): void {
  const [most, least] = [Math.max(...sizes), needed.reduce((one, other) => Math.min(one, other))];
  if (least <= most) return;
  const message = `no topic has its relevant documents in ${most} tokens: the shortest needs ${least}`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'tokens', tokens: most, least });
}

function relevantOf(qrels: Qrels, topic: string): string[] {
  return [...(qrels.get(topic) ?? [])].filter(([, grade]) => grade > 0).map(([id]) => id);
}

/** The documents of an index, counted in tokens once each. */
class StrawField {
  readonly #searcher: Searcher;
  readonly #counter: TokenCounter;
  readonly #tokens = new Map<number, number>();

  constructor(searcher: Searcher, counter: TokenCounter) {
    this.#searcher = searcher;
    this.#counter = counter;
  }

  straw(document: number, isGold: boolean, rank: number | null): Straw {
    const { id, title, text } = this.#searcher.documents.getText(document);
    const known = this.#tokens.get(document);
    const tokens = known ?? tokensOf({ title, text }, this.#counter);
    this.#tokens.set(document, tokens);
    return { id, title, text, isGold, rank, tokens };
  }

  /** A line of JSON, as an index is built from. Metadata stand as they are stored: parsed, their numbers would become doubles. */
  line(id: string): string {
    const stored = this.#searcher.documents.get(this.#searcher.view.ids.find(id));
    const { title, text, url, date, language, links = [], metadata } = stored;
    const record = JSON.stringify({ id, title, text, url, date, language, links });
    return metadata == null ? `${record}\n` : `${record.slice(0, -1)},"metadata":${metadata}}\n`;
  }
}

interface Made {
  readonly topic: string;
  readonly query: string;
  /** A name for files of the topic. */
  readonly file: string;
  /** A name for its indexes, less the size. */
  readonly indexName: string;
  /** Null where it would be too long. */
  readonly haystack: Haystack | null;
}

/** The haystacks of one size. */
class HaystackWriter {
  readonly #out: string;
  readonly #form: (typeof HAYSTACK_FORMS)[number];
  readonly #size: number;
  readonly #contexts: number | null;
  readonly #tooLong: string[] = [];
  readonly #short: string[] = [];
  /** Of indexes that are to be built. */
  readonly #inputs: { readonly file: string; readonly name: string; readonly input: string }[] = [];
  #made = 0;

  constructor(out: string, form: (typeof HAYSTACK_FORMS)[number], size: number) {
    this.#out = out;
    this.#form = form;
    this.#size = size;
    this.#contexts = form === 'contexts' ? openSync(join(out, `contexts-${size}.jsonl`), 'wx') : null;
    if (form !== 'contexts') mkdirSync(join(out, `collections-${size}`));
  }

  get told(): HaystackReport['sizes'][number] {
    return { tokens: this.#size, made: this.#made, tooLong: this.#tooLong, short: this.#short };
  }

  add({ topic, query, file, indexName, haystack }: Made, field: StrawField): void {
    if (haystack === null) {
      this.#tooLong.push(topic);
      return;
    }
    this.#made++;
    const { straws, tokens, isShort } = haystack;
    if (isShort) this.#short.push(topic);
    if (this.#contexts !== null) {
      const documents = straws.map(({ id, isGold, rank, tokens, isCut }) => ({
        id,
        gold: isGold,
        rank,
        tokens,
        cut: isCut,
      }));
      writeSync(this.#contexts, `${JSON.stringify({ topic, query, tokens, documents, text: joinStraws(straws) })}\n`);
      return;
    }
    const input = join(this.#out, `collections-${this.#size}`, `${file}.jsonl`);
    writeFileSync(input, straws.map(({ id }) => field.line(id)).join(''), { flag: 'wx' });
    if (this.#form === 'indexes') this.#inputs.push({ file, name: `${indexName}-${this.#size}`, input });
  }

  /** One build in a thread of its own, as many at once as there are cores: which is done first changes nothing. */
  async buildIndexes(encoder: string | undefined, onBuilt: () => void): Promise<void> {
    const waiting = this.#inputs.values();
    const lane = async (): Promise<void> => {
      for (const { file, name, input } of waiting) {
        await buildIndex({
          inputs: [input],
          directory: join(this.#out, `indexes-${this.#size}`, file),
          name,
          threads: 1,
          ...(encoder !== undefined && { encoder }),
        });
        onBuilt();
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
  }

  close(): void {
    if (this.#contexts !== null) closeSync(this.#contexts);
  }
}
