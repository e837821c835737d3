import type { Condition, ParsedQuery } from '../analysis/parsed-query.ts';
import { lowerAscii } from '../bytes/lower-ascii.ts';
import { filterKey } from '../contract/filter-key.ts';
import type { SearchFilter } from '../contract/search.ts';
import type { CanonicalWhere } from '../contract/where.ts';
import { dateNumber } from '../format/attributes.ts';
import type { IndexView } from '../store/index-view.ts';
import { PositionStore } from '../store/position-store.ts';
import { Bitmap } from './bitmap.ts';
import { ColumnOrders } from './column-orders.ts';
import { documentsWithUrls } from './documents-with-urls.ts';
import { findDocuments } from './field-conditions.ts';
import { FilterCache } from './filter-cache.ts';
import { HostSet } from './host-set.ts';
import { findPhrase } from './phrases.ts';
import { type DocumentTexts, findRepeating } from './repeating-documents.ts';

/**
 * Says which passages a query and a filter admit, before anything is ranked.
 *
 * A phrase is asked of a passage; everything else of a document. An exclusion removes the whole document: a reader who
 * excludes a word does not want the page that has it elsewhere.
 */
export class Conditions {
  readonly #view: IndexView;
  readonly #positions: PositionStore[] = [];
  readonly #filters = new FilterCache();
  readonly #documents: DocumentTexts | null;
  readonly #orders = new ColumnOrders();

  /** @param documents for filters that look at texts. Default: none */
  constructor(view: IndexView, documents: DocumentTexts | null = null) {
    this.#view = view;
    this.#documents = documents;
  }

  get #texts(): DocumentTexts {
    if (this.#documents === null) throw new TypeError('Conditions: a filter that looks at texts, and none are given');
    return this.#documents;
  }

  /**
   * The admitted passages, not to be changed; null when nothing restricts them.
   *
   * @throws StillwebError INVALID_REQUEST for conditions on fields that the index cannot answer, and for texts that may stand in too
   *   many documents to look at
   */
  admit(query: ParsedQuery, filter: SearchFilter | undefined): Bitmap | null {
    const made: Bitmap[] = [];
    for (const clause of query.required) {
      const any = this.#empty();
      for (const condition of clause) any.unite(this.#holding(condition));
      made.push(any);
    }
    if (query.excluded.length > 0) {
      const excluded = this.#empty();
      for (const condition of query.excluded) excluded.unite(this.#wholeDocuments(this.#holding(condition)));
      made.push(excluded.complement());
    }
    const cached = filter === undefined ? [] : this.#filtered(filter);
    if (made.length + cached.length <= 1) return made[0] ?? cached[0] ?? null;
    const [first = cached[0].copy(), ...others] = made;
    return [...others, ...cached].reduce((all, part) => all.intersect(part), first);
  }

  /** What a filter admits, in parts that are kept for the next one: conditions on fields, texts that are not repeated, and all else. */
  #filtered({ where, excludeStrings, ...others }: SearchFilter): Bitmap[] {
    const parts: Bitmap[] = [];
    if (excludeStrings !== undefined) {
      const key = JSON.stringify({ excludeStrings });
      parts.push(this.#filters.get(key, () => this.#passagesWhere(this.#notRepeating(excludeStrings))));
    }
    if (Object.values(others).some((member) => member !== undefined)) {
      const admits = () => this.#documentFilter(others) as (document: number) => boolean;
      parts.push(this.#filters.get(JSON.stringify(filterKey(others)), () => this.#passagesWhere(admits())));
    }
    if (where !== undefined) parts.push(this.#withFields(where));
    return parts;
  }

  /** The passages of the documents that meet conditions on fields. */
  #withFields(where: CanonicalWhere): Bitmap {
    return this.#filters.get(JSON.stringify(where), () => {
      const documents = this.#meeting(where);
      const { first, passages } = this.#view.passages;
      // As many passages as documents: one each, of the same number.
      if (passages === documents.size) return documents;
      const found = this.#empty();
      documents.forEach((document) => {
        found.addRange(first[document], first[document + 1]);
      });
      return found;
    });
  }

  #meeting(where: CanonicalWhere): Bitmap {
    return findDocuments(where, this.#view.fields, this.#view.passages.documents, this.#orders);
  }

  /** The documents that a filter admits, by number; null when it restricts none. */
  admitDocuments(filter: SearchFilter | undefined): ((document: number) => boolean) | null {
    return filter === undefined ? null : this.#documentFilter(filter);
  }

  #empty(): Bitmap {
    return new Bitmap(this.#view.passages.passages);
  }

  #holding(condition: Condition): Bitmap {
    const { attributes } = this.#view;
    switch (condition.kind) {
      case 'term':
        return this.#withTerm(condition.term);
      case 'phrase':
        return this.#withPhrase(condition.terms, () => true);
      case 'title':
        return this.#withPhrase(condition.terms, (document, last) => last < this.#view.passages.title[document]);
      case 'site': {
        const sites = this.#sites([condition.host]);
        return this.#passagesWhere((document) => sites[attributes.sites[document]] === 1);
      }
      case 'before':
      case 'after':
        return this.#passagesWhere(this.#dateFilter(condition.kind, condition.date));
      case 'field':
        return this.#withFields(condition.where);
    }
  }

  /** Dates are inclusive; a document without a date is on neither side. */
  #dateFilter(side: 'before' | 'after', date: string): (document: number) => boolean {
    const { dates } = this.#view.attributes;
    const limit = dateNumber(date);
    return side === 'before'
      ? (document) => dates[document] !== 0 && dates[document] <= limit
      : (document) => dates[document] >= limit;
  }

  #withTerm(term: string): Bitmap {
    const found = this.#empty();
    for (const [i, shard] of this.#view.postings.entries()) {
      const ordinal = shard.terms.find(term);
      if (ordinal < 0) continue;
      for (const passage of shard.list(ordinal).passages) found.add(this.#view.firstPassages[i] + passage);
    }
    return found;
  }

  #withPhrase(
    terms: Extract<Condition, { kind: 'phrase' }>['terms'],
    accepts: (document: number, lastPosition: number) => boolean,
  ): Bitmap {
    const found = this.#empty();
    const { index, postings, firstPassages, passages } = this.#view;
    for (const [i, shard] of postings.entries()) {
      this.#positions[i] ??= new PositionStore(index.folder, i);
      const first = firstPassages[i];
      const matches = findPhrase(shard, this.#positions[i], terms, (passage, last) =>
        accepts(passages.document[first + passage], last),
      );
      for (const passage of matches) found.add(first + passage);
    }
    return found;
  }

  #wholeDocuments(some: Bitmap): Bitmap {
    const { first, documents } = this.#view.passages;
    return this.#passagesWhere((document) => {
      for (let passage = first[document]; passage < first[document + 1]; passage++) if (some.has(passage)) return true;
      return false;
    }, documents);
  }

  #passagesWhere(admits: (document: number) => boolean, documents = this.#view.passages.documents): Bitmap {
    const { first } = this.#view.passages;
    const found = this.#empty();
    for (let document = 0; document < documents; document++) {
      if (admits(document)) found.addRange(first[document], first[document + 1]);
    }
    return found;
  }

  /** Per site ordinal + 1: whether it is one of the hosts or below one. Entry 0, no site, is never. */
  #sites(hosts: readonly string[]): Uint8Array {
    const { siteNames } = this.#view.attributes;
    const wanted = new HostSet(hosts);
    const admitted = new Uint8Array(siteNames.size + 1);
    for (let site = 0; site < siteNames.size; site++) if (wanted.has(siteNames.get(site))) admitted[site + 1] = 1;
    return admitted;
  }

  #documentFilter(filter: SearchFilter): ((document: number) => boolean) | null {
    const { attributes, ids } = this.#view;
    const admits: ((document: number) => boolean)[] = [];
    if (filter.sites !== undefined) {
      const sites = this.#sites(filter.sites);
      admits.push((document) => sites[attributes.sites[document]] === 1);
    }
    if (filter.excludeSites !== undefined) {
      const sites = this.#sites(filter.excludeSites);
      admits.push((document) => sites[attributes.sites[document]] === 0);
    }
    if (filter.after !== undefined) admits.push(this.#dateFilter('after', filter.after));
    if (filter.before !== undefined) admits.push(this.#dateFilter('before', filter.before));
    if (filter.languages !== undefined) {
      const wanted = new Set(
        filter.languages.map((language) => attributes.languageNames.find(lowerAscii(language)) + 1),
      );
      wanted.delete(0);
      admits.push((document) => wanted.has(attributes.languages[document]));
    }
    if (filter.ids !== undefined) {
      const wanted = new Set(filter.ids.map((id) => ids.find(id)));
      admits.push((document) => wanted.has(document));
    }
    if (filter.excludeIds !== undefined) {
      const unwanted = new Set(filter.excludeIds.map((id) => ids.find(id)));
      admits.push((document) => !unwanted.has(document));
    }
    if (filter.excludeUrls !== undefined) {
      const unwanted = documentsWithUrls(this.#view, filter.excludeUrls, this.#texts);
      admits.push((document) => !unwanted.has(document));
    }
    if (filter.excludeStrings !== undefined) {
      admits.push(this.#notRepeating(filter.excludeStrings));
    }
    if (filter.where !== undefined) {
      const documents = this.#meeting(filter.where);
      admits.push((document) => documents.has(document));
    }
    return admits.length === 0 ? null : (document) => admits.every((each) => each(document));
  }

  #notRepeating(strings: readonly string[]): (document: number) => boolean {
    const repeating = findRepeating(this.#view, strings, this.#texts);
    return (document) => !repeating.has(document);
  }

  close(): void {
    for (const store of this.#positions) store?.close();
    this.#positions.length = 0;
  }
}
