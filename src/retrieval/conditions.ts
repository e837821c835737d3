import type { Condition, ParsedQuery } from '../analysis/parsed-query.ts';
import { lowerAscii } from '../bytes/lower-ascii.ts';
import { filterKey } from '../contract/filter-key.ts';
import type { SearchFilter } from '../contract/search.ts';
import type { CanonicalWhere } from '../contract/where.ts';
import { dateNumber } from '../format/attributes.ts';
import { MAX_FEW } from '../kernel/lexical-kernel.ts';
import type { IndexView } from '../store/index-view.ts';
import { Bitmap } from './bitmap.ts';
import { ColumnOrders } from './column-orders.ts';
import { documentsWithUrls } from './documents-with-urls.ts';
import { findDocuments } from './field-conditions.ts';
import { FilterCache } from './filter-cache.ts';
import { FoundPassages } from './found-passages.ts';
import { HostSet } from './host-set.ts';
import type { PassageSet } from './passage-set.ts';
import { type DocumentTexts, findRepeating } from './repeating-documents.ts';
import { type WordCondition, type WordJoin, WordJoins } from './word-joins.ts';

type PassageTest = (passage: number) => boolean;

/** A list of so many times the passages is asked for each of them, and not walked. Moves time only. */
const LOOK_UP_FACTOR = 64;

/**
 * Says which passages a query and a filter admit, before anything is ranked.
 *
 * A phrase is asked of a passage; everything else of a document. An exclusion removes the whole document: a reader who
 * excludes a word does not want the page that has it elsewhere.
 */
export class Conditions {
  readonly #view: IndexView;
  readonly #joins: WordJoins;
  readonly #filters = new FilterCache();
  readonly #documents: DocumentTexts | null;
  readonly #orders = new ColumnOrders();

  /** @param documents for filters that look at texts. Default: none */
  constructor(view: IndexView, documents: DocumentTexts | null = null) {
    this.#view = view;
    this.#joins = new WordJoins(view);
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
  admit(query: ParsedQuery, filter: SearchFilter | undefined): PassageSet | null {
    const words: WordCondition[] = [];
    const others: (readonly Condition[])[] = [];
    for (const clause of query.required) {
      const [condition] = clause;
      if (clause.length === 1 && isOfWords(condition)) words.push(condition);
      else others.push(clause);
    }
    const cached = filter === undefined ? [] : this.#filtered(filter);
    return words.length === 0
      ? this.#admitByBitmaps(others, query.excluded, cached)
      : this.#admitByWords(words, others, query.excluded, cached);
  }

  /** Words that must occur leave few passages, and all else is asked of those. */
  #admitByWords(
    words: readonly WordCondition[],
    clauses: readonly (readonly Condition[])[],
    excluded: readonly Condition[],
    cached: readonly Bitmap[],
  ): PassageSet {
    const found = this.#joined(this.#joins.open(words), cached);
    if (clauses.length === 0 && excluded.length === 0) return found;
    const asked = found.count();
    const tests: PassageTest[] = clauses.map((clause) => {
      const any = clause.map((condition) => this.#testOf(condition, asked));
      return (passage) => any.some((test) => test(passage));
    });
    for (const condition of excluded) {
      const test = this.#documentTestOf(condition, asked);
      tests.push((passage) => !test(passage));
    }
    return found.filter((passage) => tests.every((test) => test(passage)));
  }

  /** What a join finds, as a list while it is short: a bitmap costs as much as the collection is large. */
  #joined(join: WordJoin, cached: readonly Bitmap[]): FoundPassages | Bitmap {
    const { told } = join;
    const width = told?.length ?? 0;
    const passages: number[] = [];
    const impacts: number[] = [];
    let many: Bitmap | null = null;
    join.forEach((passage, words, at) => {
      if (cached.length > 0 && !cached.every((bitmap) => bitmap.has(passage))) return;
      if (passages.length === MAX_FEW) many ??= Bitmap.of(this.#view.passages.passages, passages);
      if (many !== null) {
        many.add(passage);
        return;
      }
      passages.push(passage);
      for (let i = 0; i < width; i++) impacts.push(words[at + i]);
    });
    return many ?? new FoundPassages(this.#view.passages.passages, passages, told ?? [], impacts);
  }

  #admitByBitmaps(
    clauses: readonly (readonly Condition[])[],
    excluded: readonly Condition[],
    cached: readonly Bitmap[],
  ): Bitmap | null {
    const made: Bitmap[] = [];
    for (const clause of clauses) {
      const any = this.#empty();
      for (const condition of clause) any.unite(this.#holding(condition));
      made.push(any);
    }
    if (excluded.length > 0) {
      const none = this.#empty();
      for (const condition of excluded) none.unite(this.#wholeDocuments(this.#holding(condition)));
      made.push(none.complement());
    }
    if (made.length + cached.length <= 1) return made[0] ?? cached[0] ?? null;
    const [first = cached[0].copy(), ...others] = made;
    return [...others, ...cached].reduce((all, part) => all.intersect(part), first);
  }

  /** Tells whether a condition holds for a passage. @param asked of so many passages */
  #testOf(condition: Condition, asked: number): PassageTest {
    if (isOfWords(condition)) {
      const join = this.#joins.open([condition]);
      if (asked * LOOK_UP_FACTOR < join.most) return (passage) => join.hasAny(passage, passage + 1);
      const holding = this.#withWords(join);
      return (passage) => holding.has(passage);
    }
    const { document } = this.#view.passages;
    switch (condition.kind) {
      case 'site': {
        const isWanted = this.#siteTest([condition.host]);
        return (passage) => isWanted(document[passage]);
      }
      case 'before':
      case 'after': {
        const isDated = this.#dateFilter(condition.kind, condition.date);
        return (passage) => isDated(document[passage]);
      }
      case 'field': {
        const holding = this.#withFields(condition.where);
        return (passage) => holding.has(passage);
      }
    }
  }

  /** Tells whether a condition holds for any passage of the document of a passage. */
  #documentTestOf(condition: Condition, asked: number): PassageTest {
    // All others hold for whole documents.
    if (!isOfWords(condition)) return this.#testOf(condition, asked);
    const { document, first } = this.#view.passages;
    const join = this.#joins.open([condition]);
    if (asked * LOOK_UP_FACTOR < join.most) {
      return (passage) => join.hasAny(first[document[passage]], first[document[passage] + 1]);
    }
    const holding = this.#wholeDocuments(this.#withWords(join));
    return (passage) => holding.has(passage);
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
    if (isOfWords(condition)) return this.#withWords(this.#joins.open([condition]));
    if (condition.kind === 'field') return this.#withFields(condition.where);
    return this.#filters.get(JSON.stringify(condition), () =>
      this.#passagesWhere(
        condition.kind === 'site' ? this.#siteTest([condition.host]) : this.#dateFilter(condition.kind, condition.date),
      ),
    );
  }

  #withWords(join: WordJoin): Bitmap {
    const found = this.#empty();
    join.forEach((passage) => {
      found.add(passage);
    });
    return found;
  }

  /** Dates are inclusive; a document without a date is on neither side. */
  #dateFilter(side: 'before' | 'after', date: string): (document: number) => boolean {
    const { dates } = this.#view.attributes;
    const limit = dateNumber(date);
    return side === 'before'
      ? (document) => dates[document] !== 0 && dates[document] <= limit
      : (document) => dates[document] >= limit;
  }

  #wholeDocuments(some: Bitmap): Bitmap {
    const { document, first } = this.#view.passages;
    const found = this.#empty();
    some.forEach((passage) => {
      found.addRange(first[document[passage]], first[document[passage] + 1]);
    });
    return found;
  }

  #passagesWhere(admits: (document: number) => boolean): Bitmap {
    const { first, documents } = this.#view.passages;
    const found = this.#empty();
    for (let document = 0; document < documents; document++) {
      if (admits(document)) found.addRange(first[document], first[document + 1]);
    }
    return found;
  }

  /** Tells whether a document is on one of the hosts or below one. The name of a site is read when a document of it is met. */
  #siteTest(hosts: readonly string[]): (document: number) => boolean {
    const { sites, siteNames } = this.#view.attributes;
    const wanted = new HostSet(hosts);
    /** By ordinal + 1, which documents have, or 0 for none. */
    const known = new Map<number, boolean>([[0, false]]);
    return (document) => {
      const site = sites[document];
      let isWanted = known.get(site);
      if (isWanted === undefined) {
        isWanted = wanted.has(siteNames.get(site - 1));
        known.set(site, isWanted);
      }
      return isWanted;
    };
  }

  #documentFilter(filter: SearchFilter): ((document: number) => boolean) | null {
    const { attributes, ids } = this.#view;
    const admits: ((document: number) => boolean)[] = [];
    if (filter.sites !== undefined) {
      admits.push(this.#siteTest(filter.sites));
    }
    if (filter.excludeSites !== undefined) {
      const isUnwanted = this.#siteTest(filter.excludeSites);
      admits.push((document) => !isUnwanted(document));
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
    this.#joins.close();
  }
}

function isOfWords(condition: Condition): condition is WordCondition {
  return condition.kind === 'term' || condition.kind === 'phrase' || condition.kind === 'title';
}
