/**
 * A backend that searches a handful of documents in memory: a document's score is how often its text and title hold the
 * words of the query. Nothing in its answers is made up, so the server can be tested before and beside the real index.
 */
import { createHash } from 'node:crypto';
import { readAnswerKey } from '../../src/contract/answer-key.ts';
import { readSandboxUrl } from '../../src/contract/sandbox-url.ts';
import type { DocumentLinks, FetchedDocument, FetchRequest, Hit, SearchRequest } from '../../src/contract/search.ts';
import { StillwebError } from '../../src/errors.ts';
import { urlKey } from '../../src/format/lookup-tables.ts';
import { chooseRange, tellView } from '../../src/reading/read-view.ts';
import { answerFrom } from '../../src/serving/answer-from.ts';
import { type AnswerSource, foundHits } from '../../src/serving/answer-source.ts';
import type { CallOptions, SearchBackend, ServedIndex } from '../../src/serving/search-backend.ts';
import type { WrittenAnswer } from '../../src/serving/written-answer.ts';

export interface MemoryDocument {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  readonly text: string;
  readonly date?: string;
  readonly links?: readonly string[];
}

export const TIDE_POOL: readonly MemoryDocument[] = [
  {
    id: 'limpet',
    url: 'https://shore.example/limpet',
    title: 'Limpet',
    text: 'A limpet holds to one rock and returns to the same place after each tide. Its shell fits the rock.',
    date: '2019-04-01',
    links: ['https://shore.example/crab/hermit', 'https://elsewhere.example/'],
  },
  {
    id: 'crab/hermit',
    url: 'https://shore.example/crab/hermit',
    title: 'Hermit crab',
    text: 'A hermit crab carries an empty shell and changes it for a larger shell as it grows.',
    date: '2021-09-30',
    links: ['https://shore.example/limpet'],
  },
  {
    id: 'anémone 100%',
    url: 'https://shore.example/an%C3%A9mone',
    title: 'Anémone de mer',
    text: 'Une anémone de mer ferme ses tentacules quand la mer se retire du rocher.',
  },
  { id: 'a/links', url: null, title: 'Kelp', text: 'Kelp grows from the rock to the light. The tide bends it.' },
  {
    id: 'barnacle',
    url: 'https://rock.shore.example/barnacle',
    title: 'Barnacle',
    text: 'A barnacle cements itself to rock, closes its plates at low tide and feeds when the tide is in.',
    date: '2020-02-29',
    links: ['https://shore.example/limpet', 'https://shore.example/crab/hermit'],
  },
];

export interface MemoryIndexOptions {
  readonly name?: string;
  readonly documents?: readonly MemoryDocument[];
}

export interface MemoryBackendOptions {
  readonly indexes?: readonly MemoryIndexOptions[];
  readonly workers?: number;
  /** How long one task keeps a worker, on top of the search itself. */
  readonly taskMs?: number;
  /** What it says that a task takes; default: that it does not know. */
  readonly serviceMs?: number;
  /** Tasks wait until `release` is called, so that a test need not guess how long a moment lasts. */
  readonly isHeld?: boolean;
}

interface MemoryIndex {
  readonly documents: readonly MemoryDocument[];
  readonly words: readonly (readonly string[])[];
}

export class MemoryBackend implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly workers: number;
  readonly serviceMs: number;
  isClosed = false;
  /** Tasks given and not settled, and the most there ever were. */
  tasks = 0;
  mostTasks = 0;
  readonly #taskMs: number;
  readonly #byName = new Map<string, MemoryIndex>();
  readonly #freeAtMs: number[];
  readonly #held: Promise<void>;
  /** Lets held tasks go, those to come as well. */
  readonly release: () => void;

  constructor(options: MemoryBackendOptions = {}) {
    this.workers = options.workers ?? 2;
    this.#taskMs = options.taskMs ?? 0;
    this.serviceMs = options.serviceMs ?? 0;
    let release: () => void = () => {};
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    this.release = release;
    if (options.isHeld !== true) release();
    this.#freeAtMs = Array<number>(this.workers).fill(0);
    this.indexes = (options.indexes ?? [{}]).map(({ name = 'shore', documents = TIDE_POOL }) => {
      const words = documents.map((document) => wordsOf(`${document.title} ${document.text}`));
      this.#byName.set(name, { documents, words });
      const id = createHash('sha256').update(JSON.stringify(documents)).digest('hex');
      const links = documents.reduce((sum, document) => sum + (document.links?.length ?? 0), 0);
      return {
        name,
        id,
        description: {
          documents: documents.length,
          passages: documents.length,
          terms: new Set(words.flat()).size,
          links,
          newest: documents.reduce<string | null>(
            (day, { date }) => (date !== undefined && date > (day ?? '') ? date : day),
            null,
          ),
          ranking: 'bm25',
          analyzer: { name: 'words', version: 1 },
          encoder: null,
          modes: ['bm25'],
        },
      };
    });
  }

  async answer(key: string, options: CallOptions): Promise<WrittenAnswer> {
    return await this.#task(options, async () => {
      const asked = readAnswerKey(key);
      const index = this.indexes.find(({ name }) => name === asked.indexName);
      if (index === undefined) throw new TypeError(`no index ${asked.indexName}`);
      return await answerFrom(this.#sourceOf(index), asked, () => {}, undefined, options.takesNotes);
    });
  }

  #sourceOf({ name, id }: ServedIndex): AnswerSource {
    const index = this.#byName.get(name)!;
    const { documents } = index;
    return {
      name,
      id,
      search: async (request) => request.queries.map((query) => foundHits({ hits: rank(index, query, request) })),
      fetch: (request) =>
        [
          ...(request.ids ?? []).map((wanted) =>
            read(
              documents.find((each) => each.id === wanted),
              { id: wanted, url: null },
              request,
            ),
          ),
          ...(request.urls ?? []).map((url) =>
            read(
              documents.find((each) => isAt(each, name, url)),
              { id: null, url },
              request,
            ),
          ),
          ...(request.numbers ?? []).map((number) => read(documents[number], { id: null, url: null }, request)),
        ].map((found) => {
          const number = documents.findIndex(({ id }) => id === found.id);
          return number < 0 ? found : { number, ...found };
        }),
      links: (wanted) => linksOf(documents, wanted),
    };
  }

  async close(): Promise<void> {
    if (this.isClosed) throw new TypeError('closed twice');
    if (this.tasks > 0) throw new TypeError('closed with tasks under way');
    this.isClosed = true;
  }

  /** Workers take tasks in turn; a task whose worker is not free before the deadline is refused. */
  async #task<T>({ deadlineMs }: CallOptions, run: () => Promise<T>): Promise<T> {
    if (this.isClosed) throw new TypeError('used after close');
    this.tasks++;
    this.mostTasks = Math.max(this.mostTasks, this.tasks);
    try {
      await this.#held;
      if (this.#taskMs > 0) {
        const nowMs = performance.now();
        const worker = this.#freeAtMs.indexOf(Math.min(...this.#freeAtMs));
        const endMs = Math.max(nowMs, this.#freeAtMs[worker]) + this.#taskMs;
        const isLate = endMs - nowMs > deadlineMs;
        if (!isLate) this.#freeAtMs[worker] = endMs;
        await new Promise((resolve) => setTimeout(resolve, isLate ? deadlineMs : endMs - nowMs));
        if (isLate) throw new StillwebError('DEADLINE_EXCEEDED', 'the search did not end in time', { deadlineMs });
      }
      return await run();
    } finally {
      this.tasks--;
    }
  }
}

/** Whether a document of this index is meant by an address: its own in another spelling, or that of the sandbox. */
function isAt({ id, url }: MemoryDocument, index: string, wanted: string): boolean {
  return readSandboxUrl(index, wanted) === id || (url !== null && urlKey(url) === urlKey(wanted));
}

function linksOf(documents: readonly MemoryDocument[], id: string): DocumentLinks {
  const document = documents.find((each) => each.id === id);
  if (document === undefined) throw new StillwebError('DOCUMENT_NOT_FOUND', 'no such document', {});
  const heading = ({ id, url, title }: MemoryDocument) => ({ id, url, title });
  const linked = (url: string) => documents.filter((each) => each.url === url);
  return {
    id,
    outgoing: (document.links ?? []).flatMap(linked).map(heading),
    incoming: documents.filter((each) => document.url !== null && each.links?.includes(document.url)).map(heading),
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function rank(index: MemoryIndex, query: string, request: SearchRequest): Hit[] {
  const sought = new Set(wordsOf(query));
  const { filter } = request;
  const isWanted = ({ id, url }: MemoryDocument): boolean => {
    if (filter?.ids !== undefined && !filter.ids.includes(id)) return false;
    if (filter?.excludeIds?.includes(id)) return false;
    if (filter?.sites === undefined) return true;
    const host = url === null ? '' : new URL(url).hostname;
    return filter.sites.some((site) => host === site || host.endsWith(`.${site}`));
  };
  return index.documents
    .map((document, place) => ({
      document,
      place,
      score: index.words[place].reduce((sum, word) => sum + (sought.has(word) ? 1 : 0), 0),
    }))
    .filter(({ document, score }) => score > 0 && isWanted(document))
    .sort((left, right) => right.score - left.score || left.place - right.place)
    .slice(request.offset, request.offset + request.k)
    .map(({ document, score }, i) => toHit(document, score, request.offset + i + 1, request));
}

function toHit(document: MemoryDocument, score: number, rankOfHit: number, request: SearchRequest): Hit {
  const snippet = request.snippet === false ? undefined : document.text.split(' ').slice(0, request.snippet.tokens);
  return {
    rank: rankOfHit,
    id: document.id,
    url: document.url,
    title: document.title,
    ...(snippet !== undefined && {
      snippet: snippet.join(' '),
      highlights: [],
      fragments: [{ start: 0, end: snippet.join(' ').length }],
      start: 0,
      end: snippet.join(' ').length,
    }),
    score,
    ...(document.date !== undefined && { date: document.date }),
    ...(request.text && { text: document.text.slice(0, request.maxChars) }),
    ...(request.explain && { explain: [{ leg: 'bm25' as const, rank: rankOfHit, score }] }),
  };
}

function read(
  document: MemoryDocument | undefined,
  key: Pick<FetchedDocument, 'id' | 'url'>,
  request: FetchRequest,
): FetchedDocument {
  if (document === undefined) {
    return { ...key, error: { code: 'DOCUMENT_NOT_FOUND', message: 'the index has no such document' } };
  }
  const { id, url, title, text, date, links } = document;
  if (request.view !== undefined) return readViewed(document, request);
  const found = request.find === undefined ? request.offset : text.indexOf(request.find, request.offset);
  const start = found === -1 ? text.length : Math.min(found, text.length);
  const end = Math.min(text.length, start + request.maxChars);
  const range = { start, end, total: text.length };
  return { id, url, title, text: text.slice(start, end), range, ...(date && { date }), ...(links && { links }) };
}

/** As an index of the house reads it. */
function readViewed({ id, url, title, text }: MemoryDocument, request: FetchRequest): FetchedDocument {
  try {
    const chosen = chooseRange(text, request, { start: 0, end: text.length });
    const { start, end } = chosen;
    const range = { start, end, total: text.length };
    return { id, url, title, text: text.slice(start, end), range, ...tellView(text, request, chosen) };
  } catch (error) {
    if (!(error instanceof StillwebError) || error.code !== 'SECTION_NOT_FOUND') throw error;
    return { id, url, error: { code: error.code, message: error.message } };
  }
}
