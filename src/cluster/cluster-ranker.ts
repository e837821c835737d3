import type { ParsedQuery, QueryTerm } from '../analysis/parsed-query.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { ShownFields } from '../contract/field-type.ts';
import type { SearchFilter, ShownFieldNames } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_IMPACT } from '../format/impact.ts';
import type { Manifest } from '../format/manifest.ts';
import type { QueryWeights } from '../format/query-weights.ts';
import { CLUSTER_PAGE_HITS } from '../limits.ts';
import { writtenLength } from '../retrieval/collapse.ts';
import { oneEditAway } from '../retrieval/one-edit.ts';
import {
  type DuplicateOptions,
  type LegName,
  type LegOptions,
  type Likeness,
  type NearTerm,
  NO_PASSAGE,
  type Ranker,
  type RankerLinks,
  type ShowHit,
  type TextDuplicates,
} from '../retrieval/ranker.ts';
import {
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type RetrieverQuery,
  type TermReach,
} from '../retrieval/retriever.ts';
import { unknownField } from '../store/field-reader.ts';
import { admitOver, type ClusterAdmission } from './cluster-conditions.ts';
import { ClusterDocuments } from './cluster-documents.ts';
import { type ClusterIndex, SORT_ALONE, sortValueOf } from './cluster-index.ts';
import { termId } from './cluster-layout.ts';
import { rankByImpacts, rankByVectors } from './cluster-legs.ts';
import { impactsOf } from './exact-scores.ts';
import { type PassageFacts, PassageMemory } from './passage-memory.ts';
import { SHOWN_MEMBERS, type StoredBody } from './stored-body.ts';

type Unit = LegOptions<ClusterAdmission>['unit'];

/** The field that tells what is like an item. */
type Likes = 'samePassage' | 'sameDocument' | 'nearDocument';

/** Small files of a generation that queries need. */
export interface QueryFiles {
  readonly queryWeights: QueryWeights | null;
  readonly queryTokenizer: Uint8Array | null;
}

/** A generation in a cluster. It answers later, and the same as the generation that was pushed. */
export class ClusterRanker implements Ranker<ClusterAdmission> {
  readonly name: string;
  readonly manifest: Manifest;
  readonly queryWeights: QueryWeights | null;
  readonly queryTokenizer: Uint8Array | null;
  readonly links?: RankerLinks<ClusterAdmission>;
  readonly documents: ClusterDocuments;
  readonly #index: ClusterIndex;
  readonly #memory: PassageMemory;
  readonly #terms: TermMemory;

  constructor(index: ClusterIndex, { queryWeights, queryTokenizer }: QueryFiles) {
    this.name = index.name;
    this.manifest = index.manifest;
    this.queryWeights = queryWeights;
    this.queryTokenizer = queryTokenizer;
    this.documents = new ClusterDocuments(index);
    this.#index = index;
    this.#memory = new PassageMemory(index);
    this.#terms = new TermMemory(index);
    if (index.manifest.counts.links > 0) this.links = new ClusterLinks(index, this.documents);
  }

  admit(query: ParsedQuery, filter: SearchFilter | undefined): Promise<ClusterAdmission | null> {
    return admitOver(this.#index, query, filter);
  }

  async retrieve(leg: LegName, query: RetrieverQuery, options: LegOptions<ClusterAdmission>): Promise<Ranking> {
    options.checkpoint?.();
    if (leg === 'bm25') {
      if (query.terms.length === 0) return EMPTY_RANKING;
      const reaches = await this.#terms.find(query.terms.map(({ term }) => term));
      const held = query.terms.filter((_, i) => reaches[i] !== null);
      if (held.length === 0) return EMPTY_RANKING;
      const largest = reaches.flatMap((entry) => entry?.reach ?? []);
      return await rankByImpacts(this.#index, this.#memory, held, largest, options);
    }
    if (!hasDirection(query.vector)) return EMPTY_RANKING;
    if (this.manifest.graph !== undefined && options.isExact !== true) throw graphNotServed(this.name);
    return await rankByVectors(this.#index, this.#memory, query.vector, options);
  }

  async documentsOf(passages: Uint32Array): Promise<Uint32Array> {
    return Uint32Array.from(await this.#memory.factsOf(passages), ({ document }) => document);
  }

  async idsOf(documents: Uint32Array): Promise<string[]> {
    const read = await this.documents.read([...documents], ['id']);
    return Array.from(documents, (document) => (read.get(document) as { id: string }).id);
  }

  async firstsOf(passages: Uint32Array, unit: Unit, likeness: Likeness): Promise<Uint32Array | null> {
    const field = this.#likesOf(unit, likeness);
    if (field === null) return null;
    return Uint32Array.from(await this.#memory.factsOf(passages), (facts) => facts[field]);
  }

  /** Null where no two of the index are alike. */
  #likesOf(unit: Unit, likeness: Likeness): Likes | null {
    const { counts, nearDuplicates } = this.manifest;
    if (unit === 'passage') return counts.repeatedPassages === 0 ? null : 'samePassage';
    if (likeness === 'identical' || nearDuplicates === undefined)
      return counts.repeatedDocuments === 0 ? null : 'sameDocument';
    return counts.repeatedDocuments + nearDuplicates.documents === 0 ? null : 'nearDocument';
  }

  /** @throws StillwebError RESPONSE_TOO_LARGE before more ids are gathered than an answer holds */
  async duplicatesOf(
    passages: Uint32Array,
    { unit, accept, limit, likeness }: DuplicateOptions<ClusterAdmission>,
  ): Promise<TextDuplicates[] | null> {
    const field = this.#likesOf(unit, likeness);
    if (field === null) return null;
    const equal = unit === 'passage' ? 'samePassage' : 'sameDocument';
    const facts = await this.#memory.factsOf(passages);
    const firsts = [...new Set(facts.map((each) => each[field]))];
    const alike = await this.#itemsLike(field, firsts, unit, accept);
    let characters = 0;
    const found: TextDuplicates[] = [];
    for (const [i, each] of facts.entries()) {
      const self = unit === 'passage' ? passages[i] : each.document;
      const same: number[] = [];
      const near: number[] = [];
      for (const other of alike.get(each[field]) ?? []) {
        if (other.item === self) continue;
        (other.facts[equal] === each[equal] ? same : near).push(other.item);
      }
      const ids = await this.#itemIds([...same.slice(0, limit), ...near.slice(0, limit)], unit);
      const sameIds = ids.slice(0, Math.min(limit, same.length));
      const duplicates = {
        count: same.length,
        ids: sameIds,
        ...(near.length > 0 && { near: { count: near.length, ids: ids.slice(sameIds.length) } }),
      };
      characters += writtenLength(duplicates);
      checkAnswerSize(characters);
      found.push(duplicates);
    }
    return found;
  }

  /** The admitted items of each group, ascending, by the first of it. A document is admitted where one of its passages is. */
  async #itemsLike(
    field: Likes,
    firsts: readonly number[],
    unit: Unit,
    accept: ClusterAdmission | null,
  ): Promise<Map<number, { readonly item: number; readonly facts: PassageFacts }[]>> {
    const item = unit === 'passage' ? 'passage' : 'document';
    const groups = new Map<number, { item: number; facts: PassageFacts }[]>();
    const clauses = [{ terms: { [field]: firsts } }, ...(accept ?? [])];
    const asked = { what: 'texts that are alike', clauses, field: item, size: CLUSTER_PAGE_HITS } as const;
    const pages = this.#index.firstOfEach({ ...asked, more: { docvalue_fields: ['passage'] } });
    for await (const hits of pages) {
      const passages = hits.map(({ fields }) => fields?.passage[0] as number);
      const facts = await this.#memory.factsOf(passages);
      for (const [i, hit] of hits.entries()) {
        const first = facts[i][field];
        const group = groups.get(first) ?? [];
        group.push({ item: sortValueOf(hit), facts: facts[i] });
        groups.set(first, group);
      }
    }
    return groups;
  }

  async #itemIds(items: readonly number[], unit: Unit): Promise<string[]> {
    if (unit === 'document') return await this.idsOf(Uint32Array.from(items));
    const facts = await this.#memory.factsOf(items);
    const read = await this.documents.read(
      facts.map(({ document }) => document),
      ['id', 'first'],
    );
    return items.map((passage, i) => {
      const { id, first } = read.get(facts[i].document) as Pick<StoredBody, 'id' | 'first'>;
      return `${id}#${passage - first}`;
    });
  }

  async show(passages: readonly number[], parts: 'headings' | 'texts', neighbours = 0): Promise<ShowHit> {
    const facts = await this.#memory.factsOf(passages);
    const members = parts === 'texts' ? ([...SHOWN_MEMBERS, 'text'] as const) : SHOWN_MEMBERS;
    const read = await this.documents.read(
      facts.map(({ document }) => document),
      members,
    );
    const documents = new Map(passages.map((passage, i) => [passage, read.get(facts[i].document) as StoredBody]));
    return (passage) => {
      const { id, title, url, date, first, places, text = '' } = documents.get(passage) as StoredBody;
      const number = passage - first;
      const placeOf = (each: number) => ({ start: places[2 * each], end: places[2 * each + 1] });
      const document = { id, title, url, date, text };
      if (neighbours === 0) return { document, number, ...placeOf(number) };
      const before = [];
      const behind = [];
      for (let step = 1; step <= neighbours; step++) {
        if (number - step >= 0) before.push(placeOf(number - step));
        if (2 * (number + step) < places.length) behind.push(placeOf(number + step));
      }
      return { document, number, ...placeOf(number), neighbours: { before, behind } };
    };
  }

  async fieldsOf(passages: readonly number[], names: ShownFieldNames): Promise<ShownFields[]> {
    const pick = fieldPicker(this.manifest, names);
    const facts = await this.#memory.factsOf(passages);
    const read = await this.documents.read(
      facts.map(({ document }) => document),
      ['fields'],
    );
    return facts.map(({ document }) => pick((read.get(document) as Pick<StoredBody, 'fields'>).fields));
  }

  /** How many passages hold each of the terms. */
  async frequenciesOf(terms: readonly string[]): Promise<number[]> {
    return (await this.#terms.find(terms)).map((entry) => entry?.frequency ?? 0);
  }

  async reachOf(terms: readonly string[]): Promise<TermReach[]> {
    const found = await this.#terms.find(terms);
    return found.map((entry) =>
      entry === null ? { isHeld: false, impact: MAX_IMPACT } : { isHeld: true, impact: entry.reach },
    );
  }

  async nearTermsOf(words: readonly (readonly string[])[]): Promise<NearTerm[][]> {
    const edits = words.map((forms) => [...new Set(forms.flatMap((form) => [...oneEditAway(form)]))]);
    const all = [...new Set(edits.flat())];
    const found = new Map<string, number>();
    for (let start = 0; start < all.length; start += CLUSTER_PAGE_HITS) {
      const some = all.slice(start, start + CLUSTER_PAGE_HITS);
      const { hits } = await this.#index.search('terms one edit away', {
        query: { bool: { filter: [{ terms: { term: some } }] } },
        size: some.length,
        _source: ['body'],
        track_total_hits: false,
      });
      for (const { _source } of hits.hits) {
        const { term, frequency } = (_source as { body: TermEntry }).body;
        found.set(term, frequency);
      }
    }
    return edits.map((terms) =>
      terms.flatMap((term) => (found.has(term) ? [{ term, frequency: found.get(term) as number }] : [])),
    );
  }

  impactsOf(passages: readonly number[], terms: readonly QueryTerm[]): Promise<number[][]> {
    return impactsOf(this.#index, terms, passages);
  }

  /** The cluster is closed by who opened it. */
  close(): void {}
}

interface TermEntry {
  readonly term: string;
  readonly reach: number;
  readonly frequency: number;
}

/** Terms remembered: queries repeat themselves. */
const MAX_REMEMBERED_TERMS = 1 << 16;

/** Looks terms up, and remembers them; it forgets all when it is full. */
class TermMemory {
  readonly #index: ClusterIndex;
  readonly #known = new Map<string, TermEntry | null>();

  constructor(index: ClusterIndex) {
    this.#index = index;
  }

  /** Of each of the terms; null where no passage holds it. */
  async find(terms: readonly string[]): Promise<(TermEntry | null)[]> {
    const found = new Map<string, TermEntry | null>();
    const unknown: string[] = [];
    for (const term of terms) {
      const known = this.#known.get(term);
      if (known !== undefined) found.set(term, known);
      else if (term === '') found.set(term, null);
      else unknown.push(term);
    }
    const wanted = [...new Set(unknown)];
    const sources = await this.#index.get('terms', wanted.map(termId), ['body']);
    if (this.#known.size + wanted.length > MAX_REMEMBERED_TERMS) this.#known.clear();
    for (const [i, term] of wanted.entries()) {
      const entry = (sources[i] as { body?: TermEntry } | undefined)?.body ?? null;
      found.set(term, entry);
      this.#known.set(term, entry);
    }
    return terms.map((term) => found.get(term) ?? null);
  }
}

class ClusterLinks implements RankerLinks<ClusterAdmission> {
  readonly #index: ClusterIndex;
  readonly #documents: ClusterDocuments;

  constructor(index: ClusterIndex, documents: ClusterDocuments) {
    this.#index = index;
    this.#documents = documents;
  }

  async neighboursOf(documents: Uint32Array, limit: number) {
    const read = await this.#documents.read([...documents], ['out', 'in']);
    const starts = [0];
    const found: number[] = [];
    for (const document of documents) {
      const { out, in: incoming } = read.get(document) as Pick<StoredBody, 'out' | 'in'>;
      for (const list of [out, incoming]) for (const each of list.slice(0, limit)) found.push(each);
      starts.push(found.length);
    }
    return { starts: Uint32Array.from(starts), documents: Uint32Array.from(found) };
  }

  async leadsOf(documents: Uint32Array, accept: ClusterAdmission | null): Promise<Uint32Array> {
    const leads = new Map<number, number>();
    const distinct = [...new Set(documents)];
    for (let start = 0; start < distinct.length; start += CLUSTER_PAGE_HITS) {
      const some = distinct.slice(start, start + CLUSTER_PAGE_HITS);
      const { hits } = await this.#index.search('the first passages of documents', {
        query: { bool: { filter: [{ terms: { document: some } }, ...(accept ?? [])] } },
        collapse: { field: 'document' },
        sort: [{ passage: 'asc' }],
        docvalue_fields: ['document'],
        size: some.length,
        ...SORT_ALONE,
      });
      for (const { sort, fields } of hits.hits)
        leads.set(fields?.document[0] as number, (sort as readonly number[])[0]);
    }
    return documents.map((document) => leads.get(document) ?? NO_PASSAGE);
  }
}

/** As `fieldReader`. @throws StillwebError INVALID_REQUEST for a field that the index does not have */
export function fieldPicker(
  { fields: described = [] }: Pick<Manifest, 'fields'>,
  wanted: ShownFieldNames,
): (values: StoredBody['fields']) => ShownFields {
  const known = described.map(({ name }) => name);
  const places = (wanted === true ? known : wanted).map((name) => {
    const place = known.indexOf(name);
    if (place < 0) throw unknownField(name, known);
    return [name, place] as const;
  });
  return (values) => {
    const shown: Record<string, ShownFields[string]> = {};
    for (const [name, place] of places) {
      const value = values[place] ?? null;
      // Assigning to `__proto__` would make no member.
      if (value !== null)
        Object.defineProperty(shown, name, { value, enumerable: true, writable: true, configurable: true });
    }
    return shown;
  };
}

function graphNotServed(index: string): StillwebError {
  const message = `the index ${index} ranks by a graph of its vectors, which a cluster does not walk through`;
  return new StillwebError('UNSUPPORTED', message, { index, supported: 'mode bm25, or exact: true' });
}
