import type { AnalyzerName } from '../analysis/analyzer.ts';
import { createTermNumberer } from '../analysis/analyzers.ts';
import type { ParsedQuery } from '../analysis/parsed-query.ts';
import { PassageReader } from '../analysis/passage-reader.ts';
import { cutSnippet, makeSnippet } from '../analysis/snippet.ts';
import type { Hit, LegExplanation, SearchRequest } from '../contract/search.ts';
import type { ShownDocument } from '../format/documents.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import type { RankedHit } from './legs.ts';
import { type KnownPassage, PassageMemory, type ShownPassage } from './passage-memory.ts';

export type Explain = (ranked: RankedHit, parsed: ParsedQuery) => LegExplanation[];

/** From ranked passages to what a caller sees of them: as objects, or the same as JSON text a few times as fast. */
export class HitPresenter {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #explain: Explain;
  readonly #reader: PassageReader;
  readonly #memory: PassageMemory;
  #generation = 0;

  constructor(view: IndexView, documents: DocumentStore, explain: Explain, memory = new PassageMemory()) {
    this.#view = view;
    this.#documents = documents;
    this.#explain = explain;
    this.#reader = new PassageReader(createTermNumberer(view.index.manifest.analyzer.name as AnalyzerName));
    this.#memory = memory;
  }

  present(ranked: readonly RankedHit[], parsed: ParsedQuery, request: SearchRequest): Hit[] {
    return ranked.map((hit, i) => this.#present(hit, request.offset + i + 1, parsed, request));
  }

  /** For each hit the text that `JSON.stringify` makes of what `present` gives. */
  write(ranked: readonly RankedHit[], parsed: ParsedQuery, request: SearchRequest): string[] {
    const { snippet, offset } = request;
    if (snippet === false || request.text || request.explain) {
      return this.present(ranked, parsed, request).map((hit) => JSON.stringify(hit));
    }
    this.#reader.want(parsed.terms.map(({ term }) => term));
    if (this.#reader.generation !== this.#generation) this.#memory.clear();
    this.#generation = this.#reader.generation;
    const weights = parsed.terms.map(({ weight }) => weight);
    return ranked.map(({ passage, score }, i) => {
      const shown = this.#memory.get(passage) ?? this.#read(passage);
      const place = cutSnippet(shown.text, this.#reader.match(shown.tokens), weights, snippet.tokens);
      const text = shown.text.slice(place.start, place.end);
      const json = shown.isPlain ? quotePlain(text) : JSON.stringify(text);
      const highlights = place.highlights.map(([start, end]) => `[${start},${end}]`).join(',');
      const start = shown.start + place.start;
      const end = shown.start + place.end;
      const head = `{"rank":${offset + i + 1},${shown.head},"snippet":${json},"highlights":[${highlights}]`;
      return `${head},"start":${start},"end":${end},"score":${score}${shown.tail}`;
    });
  }

  /** Reads a passage, and remembers it. */
  #read(passage: number): KnownPassage {
    const document = this.#documents.getShown(this.#view.passages.document[passage]);
    const { id, ...range } = this.#passageOf(passage, document);
    const { text } = document;
    const part = range.start === 0 && range.end === text.length ? text : copyOf(text.slice(range.start, range.end));
    const date = document.date === null ? '' : `"date":${JSON.stringify(document.date)},`;
    const shown: ShownPassage = {
      text: part,
      start: range.start,
      isPlain: JSON.stringify(part) === quotePlain(part),
      head: JSON.stringify({ id: document.id, url: document.url, title: document.title }).slice(1, -1),
      tail: `,${date}"passage":${JSON.stringify({ id, ...range })}}`,
    };
    const tokens = this.#reader.read(part);
    this.#memory.add(passage, shown, tokens);
    return { ...shown, tokens };
  }

  #present(ranked: RankedHit, rank: number, parsed: ParsedQuery, request: SearchRequest): Hit {
    const number = this.#view.passages.document[ranked.passage];
    const showsText = request.snippet !== false || request.text;
    const document = showsText ? this.#documents.getShown(number) : { ...this.#documents.getHeading(number), text: '' };
    const { id, ...range } = this.#passageOf(ranked.passage, document);
    const snippet =
      request.snippet === false
        ? null
        : makeSnippet(document.text, range, weightsOf(parsed), request.snippet.tokens, this.#reader);
    return {
      rank,
      id: document.id,
      url: document.url,
      title: document.title,
      ...(snippet === null
        ? {}
        : { snippet: snippet.text, highlights: snippet.highlights, start: snippet.start, end: snippet.end }),
      score: ranked.score,
      ...(document.date === null ? {} : { date: document.date }),
      passage: { id, ...range },
      ...(request.text ? { text: document.text.slice(0, wholeCharacters(document.text, request.maxChars)) } : {}),
      ...(request.explain ? { explain: this.#explain(ranked, parsed) } : {}),
    };
  }

  #passageOf(passage: number, { id }: ShownDocument): { id: string; start: number; end: number } {
    const { document, first, start, end } = this.#view.passages;
    return { id: `${id}#${passage - first[document[passage]]}`, start: start[passage], end: end[passage] };
  }
}

function weightsOf(parsed: ParsedQuery): Map<string, number> {
  return new Map(parsed.terms.map(({ term, weight }) => [term, weight]));
}

/** What JSON.stringify gives for most texts, in a quarter of the time. */
function quotePlain(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** The same string with memory of its own: V8 would keep a whole document alive behind a slice of it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}

/** Where to cut a text so that no surrogate pair is split. */
export function wholeCharacters(text: string, limit = text.length): number {
  const unit = text.charCodeAt(limit - 1);
  return limit < text.length && unit >= 0xd800 && unit < 0xdc00 ? limit - 1 : limit;
}
