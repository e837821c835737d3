import type { AnalyzerName } from '../analysis/analyzer.ts';
import { createTermNumberer } from '../analysis/analyzers.ts';
import type { QueryTerm } from '../analysis/parsed-query.ts';
import { PassageReader } from '../analysis/passage-reader.ts';
import { isSentenceEdge } from '../analysis/sentence-signs.ts';
import { cutSnippet, GAP, LEAD, NO_TITLE, SnippetCutter, TAIL } from '../analysis/snippet.ts';
import { byteOffset } from '../bytes/escaped-text.ts';
import type { JsonWriter } from '../bytes/json-writer.ts';
import { copyText, wholeCharacters } from '../bytes/text-cut.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { ShownFields } from '../contract/field-type.ts';
import type { Correction, Hit, LegExplanation, SearchRequest, Snippet } from '../contract/search.ts';
import type { RankedHit } from './legs.ts';
import { type KnownPassage, PassageCache, type PassageHeading, type ShownPassage } from './passage-cache.ts';
import { stretchOf } from './passage-stretch.ts';
import type { ShowHit, ShownHit, TextDuplicates } from './ranker.ts';

const LEAD_BYTES = Buffer.from(LEAD);
const GAP_BYTES = Buffer.from(GAP);
const TAIL_BYTES = Buffer.from(TAIL);

/** The hits of a page, and what is needed to show them. */
export interface RankedPage {
  readonly hits: readonly RankedHit[];
  readonly show: ShowHit;
  /** The query without its operators, as it was asked. */
  readonly text: string;
  /** As they were scored. */
  readonly terms: readonly QueryTerm[];
  /** In thousandths. */
  readonly coverage: number;
  readonly corrections: readonly Correction[];
  /** Typed fields of each hit; null where none are asked for. */
  readonly fields: readonly ShownFields[] | null;
  /** Of each hit; null where none are asked for. */
  readonly explanations: readonly (readonly LegExplanation[])[] | null;
}

/** From ranked passages to what a caller sees of them: as objects, or the same as JSON text a few times as fast. */
export class HitPresenter {
  readonly #reader: PassageReader;
  readonly #cutter: SnippetCutter;
  readonly #cache: PassageCache;
  #generation = 0;

  constructor(analyzer: AnalyzerName, cache = new PassageCache()) {
    this.#reader = new PassageReader(createTermNumberer(analyzer));
    this.#cutter = new SnippetCutter(this.#reader);
    this.#cache = cache;
  }

  /** @throws StillwebError RESPONSE_TOO_LARGE before more texts are read than an answer holds */
  present(page: RankedPage, request: SearchRequest): Hit[] {
    let characters = 0;
    if (request.snippet !== false) this.#ask(page, request.snippet.tokens);
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
    if (snippet === false || request.text || request.explain || page.fields !== null) {
      if (snippet !== false) this.#ask(page, snippet.tokens);
      for (let i = 0; i < page.hits.length; i++) {
        out.text(`${i === 0 ? '' : ','}${JSON.stringify(this.#present(page, i, request))}`);
        checkAnswerSize(out.bytes);
      }
      return;
    }
    this.#ask(page, snippet.tokens);
    const { hits } = page;
    for (let i = 0; i < hits.length; i++) {
      const { passage, score, duplicates } = hits[i];
      const known = this.#cache.get(passage) ?? this.#read(passage, page.show(passage));
      this.#cutter.cut(known);
      out.ascii(i === 0 ? '{"rank":' : ',{"rank":');
      out.number(offset + i + 1);
      out.copy(known.bytes, known.headAt, known.textAt);
      this.#writeSnippet(known, out);
      out.ascii(',"score":');
      out.number(score);
      if (duplicates !== undefined) out.text(`,${JSON.stringify(namedDuplicates(duplicates)).slice(1, -1)}`);
      out.copy(known.bytes, known.tailAt, known.end);
    }
  }

  /** Of the hits, in their order. */
  idsOf({ hits, show }: RankedPage): string[] {
    return hits.map(({ passage }) => this.#cache.get(passage)?.heading.id ?? show(passage).document.id);
  }

  #ask(page: RankedPage, tokens: number): void {
    this.#cutter.ask(page, tokens);
    if (this.#reader.generation !== this.#generation) this.#cache.clear();
    this.#generation = this.#reader.generation;
  }

  /** From the text of the snippet to its end in the document. */
  #writeSnippet(known: KnownPassage, out: JsonWriter): void {
    const { fragments, starts, ends, hasLead, hasTail, highlights, ranges } = this.#cutter;
    const { bytes, tokens, textAt, runsAt, runs } = known;
    if (hasLead) out.copy(LEAD_BYTES, 0, LEAD_BYTES.length);
    for (let i = 0; i < fragments; i++) {
      if (i > 0) out.copy(GAP_BYTES, 0, GAP_BYTES.length);
      const start = byteOffset(tokens.data, runsAt, runs, starts[i]);
      out.copy(bytes, textAt + start, textAt + byteOffset(tokens.data, runsAt, runs, ends[i]));
    }
    if (hasTail) out.copy(TAIL_BYTES, 0, TAIL_BYTES.length);
    out.ascii('","highlights":[');
    for (let i = 0; i < highlights; i++) {
      out.ascii(i === 0 ? '[' : ',[');
      out.number(ranges[i * 2]);
      out.ascii(',');
      out.number(ranges[i * 2 + 1]);
      out.ascii(']');
    }
    for (let i = 0; i < fragments; i++) {
      out.ascii(i === 0 ? '],"fragments":[{"start":' : '},{"start":');
      out.number(known.start + starts[i]);
      out.ascii(',"end":');
      out.number(known.start + ends[i]);
    }
    out.ascii('}],"start":');
    out.number(known.start + starts[0]);
    out.ascii(',"end":');
    out.number(known.start + ends[fragments - 1]);
  }

  /** Reads a passage, and keeps it in the cache. */
  #read(passage: number, hit: ShownHit): KnownPassage {
    const { text } = hit.document;
    const { start, end } = hit;
    const part = start === 0 && end === text.length ? text : copyText(text.slice(start, end));
    const heading = headingOf(hit);
    const { id, url, title, ...rest } = heading;
    const ownTitle = titleOf(hit);
    const shown: ShownPassage = {
      heading,
      text: part,
      start,
      title: ownTitle === null ? NO_TITLE : this.#reader.readTitle(ownTitle),
      isOpened: isSentenceEdge(text, start),
      isClosed: isSentenceEdge(text, end),
      head: `,${JSON.stringify({ id, url, title }).slice(1, -1)},"snippet":"`,
      tail: `,${JSON.stringify(rest).slice(1)}`,
    };
    return this.#cache.add(passage, shown, this.#reader.read(part));
  }

  #cutSnippet(known: KnownPassage): Snippet {
    this.#cutter.cut(known);
    return cutSnippet(known.text, known.start, this.#cutter);
  }

  /** Of a passage that is known no text is read, unless it is asked for. */
  #present({ hits, show, explanations, fields }: RankedPage, place: number, request: SearchRequest): Hit {
    const { passage, score, duplicates } = hits[place];
    const cached = request.snippet === false ? undefined : this.#cache.get(passage);
    const shown = cached === undefined || request.text ? show(passage) : null;
    const known = shown === null || request.snippet === false ? cached : (cached ?? this.#read(passage, shown));
    const snippet = known === undefined ? null : this.#cutSnippet(known);
    const { id, url, title, ...rest } = known?.heading ?? headingOf(shown as ShownHit);
    return {
      rank: request.offset + place + 1,
      id,
      url,
      title,
      ...(snippet === null
        ? {}
        : {
            snippet: snippet.text,
            highlights: snippet.highlights,
            fragments: snippet.fragments,
            start: snippet.start,
            end: snippet.end,
          }),
      score,
      ...(duplicates === undefined ? {} : namedDuplicates(duplicates)),
      ...rest,
      ...(request.text ? textOf(shown as ShownHit, request) : {}),
      ...(fields === null ? {} : { fields: fields[place] }),
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

type NamedDuplicates = Pick<Hit, 'duplicates' | 'moreDuplicates' | 'nearDuplicates' | 'moreNearDuplicates'>;

function namedDuplicates({ ids, count, near }: TextDuplicates): NamedDuplicates {
  return {
    ...(count > 0 && { duplicates: ids }),
    ...(count > ids.length && { moreDuplicates: count - ids.length }),
    ...(near !== undefined && { nearDuplicates: near.ids }),
    ...(near !== undefined && near.count > near.ids.length && { moreNearDuplicates: near.count - near.ids.length }),
  };
}

/** Its members are in the order in which a hit is written. */
function headingOf({ document, number, start, end }: ShownHit): PassageHeading {
  const { id, url, title, date } = document;
  return { id, url, title, ...(date !== null && { date }), passage: { id: `${id}#${number}`, start, end } };
}

/** The title of a document for the passage that it begins with; null for others. */
function titleOf({ document, number }: ShownHit): string | null {
  return number === 0 ? document.title : null;
}
