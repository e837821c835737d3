/** A ranker that answers later, as one behind a network does: from memory, by adding everything up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ParsedQuery, QueryTerm } from '../../src/analysis/parsed-query.ts';
import type { SearchFilter } from '../../src/contract/search.ts';
import { MAX_IMPACT } from '../../src/format/impact.ts';
import { Conditions } from '../../src/retrieval/conditions.ts';
import { oneEditAway } from '../../src/retrieval/one-edit.ts';
import {
  type AwaitedLeg,
  type DuplicateOptions,
  type LegName,
  type LegOptions,
  type NearTerm,
  type Neighbours,
  NO_PASSAGE,
  type Ranker,
  type RankerLinks,
  type ShowHit,
  type ShownHit,
  type TextDuplicates,
} from '../../src/retrieval/ranker.ts';
import { hasDirection, type Ranking, type RetrieverQuery, type TermReach } from '../../src/retrieval/retriever.ts';
import { DocumentStore } from '../../src/store/document-store.ts';
import { type IndexView, viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';

type Unit = DuplicateOptions<never>['unit'];

/** A passage and its score. */
type Scored = readonly [passage: number, score: number];

/** Looks every link up, one after the other. */
class ToyLinks implements RankerLinks<ReadonlySet<number>> {
  readonly #view: IndexView;

  constructor(view: IndexView) {
    this.#view = view;
  }

  async neighboursOf(documents: Uint32Array, limit: number): Promise<Neighbours> {
    await nextTurn();
    const { links } = this.#view;
    const starts = [0];
    const found: number[] = [];
    for (const document of documents) {
      found.push(...[...links.outgoing(document)].slice(0, limit), ...[...links.incoming(document)].slice(0, limit));
      starts.push(found.length);
    }
    return { starts: Uint32Array.from(starts), documents: Uint32Array.from(found) };
  }

  async leadsOf(documents: Uint32Array, accept: ReadonlySet<number> | null): Promise<Uint32Array> {
    await nextTurn();
    const passages = [...this.#view.passages.document.keys()];
    return documents.map(
      (document) =>
        passages.find((each) => this.#view.passages.document[each] === document && accept?.has(each) !== false) ??
        NO_PASSAGE,
    );
  }
}

/** Notes what is admitted in a way of its own, which the pipeline cannot read. */
export class ToyRanker implements Ranker<ReadonlySet<number>> {
  readonly name: string;
  readonly manifest: Ranker['manifest'];
  readonly links?: RankerLinks<ReadonlySet<number>>;
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #conditions: Conditions;
  readonly #texts = new Map<Unit, Map<string, number[]>>();
  /** Calls that are under way now, and the most there ever were. */
  #open = 0;
  mostAtOnce = 0;

  static async open(directory: string): Promise<ToyRanker> {
    const view = viewIndex(openIndex(directory));
    return new ToyRanker(view, await DocumentStore.open(view.index.folder, view.blocks));
  }

  private constructor(view: IndexView, documents: DocumentStore) {
    this.name = view.index.name;
    this.manifest = view.index.manifest;
    this.#view = view;
    this.#documents = documents;
    this.#conditions = new Conditions(view);
    if (view.links.out.length > 0) this.links = new ToyLinks(view);
  }

  async admit(query: ParsedQuery, filter: SearchFilter | undefined): Promise<ReadonlySet<number> | null> {
    await nextTurn();
    const bitmap = this.#conditions.admit(query, filter);
    const passages = this.#view.passages.document.keys();
    return bitmap === null ? null : new Set(Array.from(passages).filter((passage) => bitmap.has(passage)));
  }

  async retrieve(leg: LegName, query: RetrieverQuery, options: LegOptions<ReadonlySet<number>>): Promise<Ranking> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open);
    await nextTurn();
    this.#open--;
    const scored = leg === 'bm25' ? this.#addUp(query.terms) : this.#compare(query.vector);
    const seen = new Set<number>();
    const ranked = scored
      .filter(([passage]) => options.accept?.has(passage) !== false)
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .filter(([passage]) => {
        const item = options.unit === 'passage' ? passage : this.#view.passages.document[passage];
        return !seen.has(item) && seen.add(item);
      })
      .slice(0, options.depth);
    return {
      passages: Uint32Array.from(ranked, ([passage]) => passage),
      scores: Float64Array.from(ranked, ([, score]) => score),
    };
  }

  #addUp(terms: readonly QueryTerm[]): Scored[] {
    const scores = new Map<number, number>();
    for (const [shard, postings] of this.#view.postings.entries()) {
      for (const { term, weight, shift = 0 } of terms) {
        const ordinal = postings.terms.find(term);
        if (ordinal < 0) continue;
        const { passages, impacts } = postings.list(ordinal);
        for (const [i, local] of passages.entries()) {
          const passage = this.#view.firstPassages[shard] + local;
          scores.set(passage, (scores.get(passage) ?? 0) + (impacts[i] >> shift) * weight);
        }
      }
    }
    return [...scores].filter(([, score]) => score > 0);
  }

  #compare(vector: Int8Array | null): Scored[] {
    if (!hasDirection(vector)) return [];
    return this.#view.vectors.flatMap((rows, shard) =>
      Array.from({ length: rows.length / vector.length }, (_, row): Scored => {
        let score = 0;
        for (let i = 0; i < vector.length; i++) score += vector[i] * rows[row * vector.length + i];
        return [this.#view.firstPassages[shard] + row, score];
      }),
    );
  }

  async documentsOf(passages: Uint32Array): Promise<Uint32Array> {
    await nextTurn();
    return passages.map((passage) => this.#view.passages.document[passage]);
  }

  async idsOf(documents: Uint32Array): Promise<readonly string[]> {
    await nextTurn();
    return Array.from(documents, (document) => this.#documents.get(document).id);
  }

  /** The items of a text, ascending; an empty one has none. Read once. */
  #itemsOf(unit: Unit): Map<string, number[]> {
    const known = this.#texts.get(unit);
    if (known !== undefined) return known;
    const items = new Map<string, number[]>();
    for (const passage of this.#view.passages.document.keys()) {
      const text = this.#textOf(passage, unit);
      const item = this.#itemOf(passage, unit);
      const some = items.get(text) ?? [];
      if (text !== '' && some.at(-1) !== item) items.set(text, [...some, item]);
    }
    this.#texts.set(unit, items);
    return items;
  }

  #textOf(passage: number, unit: Unit): string {
    const { document, start, end } = this.#view.passages;
    const { text } = this.#documents.get(document[passage]);
    return unit === 'document' ? text.trim() : text.slice(start[passage], end[passage]);
  }

  #itemOf(passage: number, unit: Unit): number {
    return unit === 'document' ? this.#view.passages.document[passage] : passage;
  }

  #idOf(item: number, unit: Unit): string {
    const { document, first } = this.#view.passages;
    if (unit === 'document') return this.#documents.get(item).id;
    return `${this.#documents.get(document[item]).id}#${item - first[document[item]]}`;
  }

  async firstsOf(passages: Uint32Array, unit: Unit): Promise<Uint32Array> {
    await nextTurn();
    const items = this.#itemsOf(unit);
    return passages.map((passage) => items.get(this.#textOf(passage, unit))?.[0] ?? this.#itemOf(passage, unit));
  }

  async duplicatesOf(
    passages: Uint32Array,
    { unit, accept, limit }: DuplicateOptions<ReadonlySet<number>>,
  ): Promise<TextDuplicates[]> {
    await nextTurn();
    const admitted = accept === null ? null : new Set([...accept].map((passage) => this.#itemOf(passage, unit)));
    return Array.from(passages, (passage) => {
      const items = this.#itemsOf(unit).get(this.#textOf(passage, unit)) ?? [];
      const self = this.#itemOf(passage, unit);
      const others = items.filter((item) => item !== self && admitted?.has(item) !== false);
      return { count: others.length, ids: others.slice(0, limit).map((item) => this.#idOf(item, unit)) };
    });
  }

  /** Fetches what was named, and has nothing else. */
  async show(passages: readonly number[], parts: 'headings' | 'texts', neighbours = 0): Promise<ShowHit> {
    await nextTurn();
    const { document, first, start, end } = this.#view.passages;
    const fetched = new Map(
      passages.map((passage): [number, ShownHit] => {
        const number = document[passage];
        const { id, url, title, date, text } = this.#documents.get(number);
        const shown = { id, url, title, date, text: parts === 'texts' ? text : '' };
        const place = { number: passage - first[number], start: start[passage], end: end[passage] };
        const nearest = Array.from({ length: neighbours }, (_, n) => n + 1);
        const placesOf = (steps: readonly number[]) =>
          steps
            .map((step) => passage + step)
            .filter((each) => document[each] === number)
            .map((each) => ({ start: start[each], end: end[each] }));
        const beside = { before: placesOf(nearest.map((n) => -n)), behind: placesOf(nearest) };
        return [passage, { document: shown, ...place, neighbours: beside }];
      }),
    );
    return (passage) => {
      const hit = fetched.get(passage);
      if (hit === undefined) throw new TypeError(`passage ${passage} was not fetched`);
      return hit;
    };
  }

  async reachOf(terms: readonly string[]): Promise<TermReach[]> {
    await nextTurn();
    return terms.map((term) => {
      const impact = Math.max(0, ...this.#addUp([{ term, weight: 1 }]).map(([, score]) => score));
      return impact === 0 ? { isHeld: false, impact: MAX_IMPACT } : { isHeld: true, impact };
    });
  }

  /** Looks every edit up. */
  async nearTermsOf(words: readonly (readonly string[])[]): Promise<NearTerm[][]> {
    await nextTurn();
    return words.map((forms) =>
      [...new Set(forms.flatMap((form) => [...oneEditAway(form)]))]
        .map((term) => ({ term, frequency: this.#addUp([{ term, weight: 1 }]).length }))
        .filter(({ frequency }) => frequency > 0),
    );
  }

  async impactsOf(passages: readonly number[], terms: readonly QueryTerm[]): Promise<number[][]> {
    await nextTurn();
    const found = terms.map((term) => new Map(this.#addUp([{ term: term.term, weight: 1 }])));
    return passages.map((passage) => found.map((scores) => scores.get(passage) ?? 0));
  }

  readonly prepare = async (_awaited: readonly AwaitedLeg[]): Promise<void> => {
    await nextTurn();
  };

  close(): void {
    this.#documents.close();
    this.#conditions.close();
  }
}
