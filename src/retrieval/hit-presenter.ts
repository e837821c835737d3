import type { AnalyzerName } from '../analysis/analyzer.ts';
import { createTermNumberer } from '../analysis/analyzers.ts';
import type { ParsedQuery } from '../analysis/parsed-query.ts';
import { PassageReader } from '../analysis/passage-reader.ts';
import { cutSnippet, makeSnippet } from '../analysis/snippet.ts';
import { byteOffset } from '../bytes/escaped-text.ts';
import type { JsonWriter } from '../bytes/json-writer.ts';
import { copyText, wholeCharacters } from '../bytes/text-cut.ts';
import type { Hit, LegExplanation, SearchRequest } from '../contract/search.ts';
import type { ShownDocument } from '../format/documents.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import type { RankedHit } from './legs.ts';
import { type KnownPassage, PassageCache, type ShownPassage } from './passage-cache.ts';

export type Explain = (ranked: RankedHit, parsed: ParsedQuery) => LegExplanation[];

/** From ranked passages to what a caller sees of them: as objects, or the same as JSON text a few times as fast. */
export class HitPresenter {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #explain: Explain;
  readonly #reader: PassageReader;
  readonly #cache: PassageCache;
  #generation = 0;

  constructor(view: IndexView, documents: DocumentStore, explain: Explain, cache = new PassageCache()) {
    this.#view = view;
    this.#documents = documents;
    this.#explain = explain;
    this.#reader = new PassageReader(createTermNumberer(view.index.manifest.analyzer.name as AnalyzerName));
    this.#cache = cache;
  }

  present(ranked: readonly RankedHit[], parsed: ParsedQuery, request: SearchRequest): Hit[] {
    return ranked.map((hit, i) => this.#present(hit, request.offset + i + 1, parsed, request));
  }

  /** Writes the hits as `JSON.stringify` would write what `present` gives, without brackets around them. */
  write(ranked: readonly RankedHit[], parsed: ParsedQuery, request: SearchRequest, out: JsonWriter): void {
    const { snippet, offset } = request;
    if (snippet === false || request.text || request.explain) {
      for (const [i, hit] of this.present(ranked, parsed, request).entries()) {
        out.text(`${i === 0 ? '' : ','}${JSON.stringify(hit)}`);
      }
      return;
    }
    this.#reader.want(parsed.terms.map(({ term }) => term));
    if (this.#reader.generation !== this.#generation) this.#cache.clear();
    this.#generation = this.#reader.generation;
    const weights = parsed.terms.map(({ weight }) => weight);
    for (const [i, { passage, score }] of ranked.entries()) {
      const shown = this.#cache.get(passage) ?? this.#read(passage);
      const { tokens, textAt } = shown;
      const place = cutSnippet(shown.text, this.#reader.match(tokens), weights, snippet.tokens);
      out.ascii(i === 0 ? '{"rank":' : ',{"rank":');
      out.number(offset + i + 1);
      out.copy(shown.bytes, shown.headAt, textAt);
      const start = byteOffset(tokens.data, shown.runsAt, shown.runs, place.start);
      const end = byteOffset(tokens.data, shown.runsAt, shown.runs, place.end);
      out.copy(shown.bytes, textAt + start, textAt + end);
      out.ascii('","highlights":[');
      for (const [j, [from, to]] of place.highlights.entries()) {
        out.ascii(j === 0 ? '[' : ',[');
        out.number(from);
        out.ascii(',');
        out.number(to);
        out.ascii(']');
      }
      out.ascii('],"start":');
      out.number(shown.start + place.start);
      out.ascii(',"end":');
      out.number(shown.start + place.end);
      out.ascii(',"score":');
      out.number(score);
      out.copy(shown.bytes, shown.tailAt, shown.end);
    }
  }

  /** Reads a passage, and keeps it in the cache. */
  #read(passage: number): KnownPassage {
    const document = this.#documents.getShown(this.#view.passages.document[passage]);
    const { id, ...range } = this.#passageOf(passage, document);
    const { text } = document;
    const part = range.start === 0 && range.end === text.length ? text : copyText(text.slice(range.start, range.end));
    const date = document.date === null ? '' : `"date":${JSON.stringify(document.date)},`;
    const shown: ShownPassage = {
      text: part,
      start: range.start,
      head: `,${JSON.stringify({ id: document.id, url: document.url, title: document.title }).slice(1, -1)},"snippet":"`,
      tail: `,${date}"passage":${JSON.stringify({ id, ...range })}}`,
    };
    return this.#cache.add(passage, shown, this.#reader.read(part));
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
      ...(request.text
        ? { text: document.text.slice(0, wholeCharacters(document.text, request.maxChars ?? document.text.length)) }
        : {}),
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
