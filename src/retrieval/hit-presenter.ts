import type { AnalyzerName } from '../analysis/analyzer.ts';
import { createTermNumberer } from '../analysis/analyzers.ts';
import type { QueryTerm } from '../analysis/parsed-query.ts';
import { PassageReader } from '../analysis/passage-reader.ts';
import { REQUEST_SHIFT } from '../analysis/request-words.ts';
import { cutSnippet, makeSnippet } from '../analysis/snippet.ts';
import { byteOffset } from '../bytes/escaped-text.ts';
import type { JsonWriter } from '../bytes/json-writer.ts';
import { copyText, wholeCharacters } from '../bytes/text-cut.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { Correction, Hit, LegExplanation, SearchRequest } from '../contract/search.ts';
import type { RankedHit } from './legs.ts';
import { type KnownPassage, PassageCache, type ShownPassage } from './passage-cache.ts';
import { stretchOf } from './passage-stretch.ts';
import type { ShowHit, ShownHit, TextDuplicates } from './ranker.ts';

/** The hits of a page, and what is needed to show them. */
export interface RankedPage {
  readonly hits: readonly RankedHit[];
  readonly show: ShowHit;
  /** As they were scored. */
  readonly terms: readonly QueryTerm[];
  /** In thousandths. */
  readonly coverage: number;
  readonly corrections: readonly Correction[];
  /** Of each hit; null where none are asked for. */
  readonly explanations: readonly (readonly LegExplanation[])[] | null;
}

/** From ranked passages to what a caller sees of them: as objects, or the same as JSON text a few times as fast. */
export class HitPresenter {
  readonly #reader: PassageReader;
  readonly #cache: PassageCache;
  #generation = 0;

  constructor(analyzer: AnalyzerName, cache = new PassageCache()) {
    this.#reader = new PassageReader(createTermNumberer(analyzer));
    this.#cache = cache;
  }

  /** @throws StillwebError RESPONSE_TOO_LARGE before more texts are read than an answer holds */
  present(page: RankedPage, request: SearchRequest): Hit[] {
    let characters = 0;
    return page.hits.map((_, i) => {
      const hit = this.#present(page, i, request);
      characters += hit.text?.length ?? 0;
      checkAnswerSize(characters);
      return hit;
    });
  }

  /** Writes the hits as `JSON.stringify` would write what `present` gives, without brackets around them. */
  write(page: RankedPage, request: SearchRequest, out: JsonWriter): void {
    const { snippet, offset } = request;
    if (snippet === false || request.text || request.explain) {
      for (let i = 0; i < page.hits.length; i++) {
        out.text(`${i === 0 ? '' : ','}${JSON.stringify(this.#present(page, i, request))}`);
        checkAnswerSize(out.bytes);
      }
      return;
    }
    this.#reader.want(page.terms.map(({ term }) => term));
    if (this.#reader.generation !== this.#generation) this.#cache.clear();
    this.#generation = this.#reader.generation;
    const weights = page.terms.map(shownWeight);
    for (const [i, { passage, score, duplicates }] of page.hits.entries()) {
      const shown = this.#cache.get(passage) ?? this.#read(passage, page.show(passage));
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
      if (duplicates !== undefined) out.text(`,${JSON.stringify(namedDuplicates(duplicates)).slice(1, -1)}`);
      out.copy(shown.bytes, shown.tailAt, shown.end);
    }
  }

  /** Reads a passage, and keeps it in the cache. */
  #read(passage: number, hit: ShownHit): KnownPassage {
    const { document } = hit;
    const { id, ...range } = passageOf(hit);
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

  #present({ hits, show, terms, explanations }: RankedPage, place: number, request: SearchRequest): Hit {
    const ranked = hits[place];
    const shown = show(ranked.passage);
    const { document } = shown;
    const { id, ...range } = passageOf(shown);
    const snippet =
      request.snippet === false
        ? null
        : makeSnippet(document.text, range, weightsOf(terms), request.snippet.tokens, this.#reader);
    return {
      rank: request.offset + place + 1,
      id: document.id,
      url: document.url,
      title: document.title,
      ...(snippet === null
        ? {}
        : { snippet: snippet.text, highlights: snippet.highlights, start: snippet.start, end: snippet.end }),
      score: ranked.score,
      ...(ranked.duplicates === undefined ? {} : namedDuplicates(ranked.duplicates)),
      ...(document.date === null ? {} : { date: document.date }),
      passage: { id, ...range },
      ...(request.text ? textOf(shown, request) : {}),
      ...(explanations === null ? {} : { explain: explanations[place] }),
    };
  }
}

function textOf(shown: ShownHit, { unit, maxChars }: SearchRequest): Pick<Hit, 'text' | 'range'> {
  const { text } = shown.document;
  if (unit === 'document') return { text: text.slice(0, wholeCharacters(text, maxChars ?? text.length)) };
  const { start, end } = stretchOf(shown, maxChars);
  return { text: text.slice(start, end), range: { start, end, total: text.length } };
}

function namedDuplicates({ ids, count }: TextDuplicates): Pick<Hit, 'duplicates' | 'moreDuplicates'> {
  return { duplicates: ids, ...(count > ids.length && { moreDuplicates: count - ids.length }) };
}

function passageOf({ document, number, start, end }: ShownHit): { id: string; start: number; end: number } {
  return { id: `${document.id}#${number}`, start, end };
}

/** What a term counts where a window of the text is chosen: an eighth where only words of asking name it. */
function shownWeight({ weight, shift = 0 }: QueryTerm): number {
  return (weight << REQUEST_SHIFT) >> shift;
}

function weightsOf(terms: readonly QueryTerm[]): Map<string, number> {
  return new Map(terms.map((term) => [term.term, shownWeight(term)]));
}
