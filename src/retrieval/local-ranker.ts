import type { ParsedQuery, QueryTerm } from '../analysis/parsed-query.ts';
import type { ShownFields } from '../contract/field-type.ts';
import type { SearchFilter, ShownFieldNames } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { PASSAGES_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { fieldReader } from '../store/field-reader.ts';
import { type FloatRows, openFloatRows } from '../store/float-rows.ts';
import type { IndexView } from '../store/index-view.ts';
import { Conditions } from './conditions.ts';
import { duplicatesIn, firstsIn } from './local-duplicates.ts';
import { LocalLinks } from './local-links.ts';
import type { PassageSet } from './passage-set.ts';
import { neighboursOf } from './passage-stretch.ts';
import type {
  AwaitedLeg,
  DuplicateOptions,
  LegName,
  LegOptions,
  Likeness,
  NearTerm,
  Ranker,
  ShowHit,
  ShownHit,
  TextDuplicates,
} from './ranker.ts';
import type { AwaitedQuery, Ranking, Retriever, RetrieverQuery, TermReach } from './retriever.ts';
import { readImpacts, readNearTerms } from './stored-impacts.ts';
import { TermDirectory } from './term-directory.ts';

export interface OpenRetrievers {
  readonly lexical: Retriever;
  readonly dense: Retriever | null;
}

/** An index that is open in this thread. It answers everything at once. */
export class LocalRanker implements Ranker<PassageSet> {
  readonly name: string;
  readonly manifest: Manifest;
  readonly prepare: Ranker['prepare'];
  readonly links: Ranker<PassageSet>['links'];
  readonly floatsOf: Ranker['floatsOf'];
  readonly queryWeights: Ranker['queryWeights'];
  readonly queryTokenizer: Ranker['queryTokenizer'];
  readonly #view: IndexView;
  readonly #documents: DocumentStore;
  readonly #lexical: Retriever;
  readonly #dense: Retriever | null;
  readonly #conditions: Conditions;
  readonly #floats: FloatRows | null;
  #directory: TermDirectory | null = null;

  /** @param documents stays open when the ranker is closed */
  constructor(view: IndexView, documents: DocumentStore, { lexical, dense }: OpenRetrievers) {
    this.name = view.index.name;
    this.manifest = view.index.manifest;
    this.#view = view;
    this.queryWeights = view.queryWeights;
    this.queryTokenizer = view.queryTokenizer;
    this.#documents = documents;
    this.#lexical = lexical;
    this.#dense = dense;
    this.#conditions = new Conditions(view, documents);
    const floats = openFloatRows(view.index.folder, this.manifest);
    this.#floats = floats;
    if (floats !== null) this.floatsOf = (passages) => floats.read(passages);
    if (view.links.out.length > 0) this.links = new LocalLinks(view);
    if (dense?.prepare !== undefined) this.prepare = (awaited, checkpoint) => prepareDense(dense, awaited, checkpoint);
  }

  admit(query: ParsedQuery, filter: SearchFilter | undefined): PassageSet | null {
    return this.#conditions.admit(query, filter);
  }

  /** As `Conditions.admitDocuments`. */
  admitDocuments(filter: SearchFilter | undefined): ((document: number) => boolean) | null {
    return this.#conditions.admitDocuments(filter);
  }

  retrieve(leg: LegName, query: RetrieverQuery, options: LegOptions<PassageSet>): Ranking {
    return (leg === 'bm25' ? this.#lexical : (this.#dense as Retriever)).retrieve(query, options);
  }

  documentsOf(passages: Uint32Array): Uint32Array {
    const { document } = this.#view.passages;
    const documents = new Uint32Array(passages.length);
    for (let i = 0; i < passages.length; i++) documents[i] = document[passages[i]];
    return documents;
  }

  idsOf(documents: Uint32Array): string[] {
    const ids: string[] = [];
    for (let i = 0; i < documents.length; i++) ids.push(this.#view.ids.get(documents[i]));
    return ids;
  }

  firstsOf(passages: Uint32Array, unit: LegOptions<PassageSet>['unit'], likeness: Likeness): Uint32Array | null {
    return firstsIn(this.#view, passages, unit, likeness);
  }

  duplicatesOf(passages: Uint32Array, options: DuplicateOptions<PassageSet>): TextDuplicates[] | null {
    return duplicatesIn(this.#view, passages, options);
  }

  show(_passages: readonly number[], parts: 'headings' | 'texts', neighbours = 0): ShowHit {
    const show = parts === 'texts' ? this.#showText : this.#showHeading;
    if (neighbours === 0) return show;
    return (passage) => ({ ...show(passage), neighbours: neighboursOf(this.#view.passages, passage, neighbours) });
  }

  readonly #showText: ShowHit = (passage) => {
    const document = this.#view.passages.document[passage];
    const shown = this.#documents.getShown(document);
    const { start, end } = this.#view.passages;
    if (start[passage] > end[passage] || end[passage] > shown.text.length) throw endsOutside(passage);
    return this.#place(passage, document, shown);
  };

  readonly #showHeading: ShowHit = (passage) => {
    const document = this.#view.passages.document[passage];
    return this.#place(passage, document, { ...this.#documents.getHeading(document), text: '' });
  };

  #place(passage: number, number: number, document: ShownHit['document']): ShownHit {
    const { first, start, end } = this.#view.passages;
    return { document, number: passage - first[number], start: start[passage], end: end[passage] };
  }

  fieldsOf(passages: readonly number[], names: ShownFieldNames): ShownFields[] {
    const read = fieldReader(this.#view.fields, names);
    return passages.map((passage) => read(this.#view.passages.document[passage]));
  }

  reachOf(terms: readonly string[]): TermReach[] {
    const reaches = this.#lexical.reachOf?.(terms);
    if (reaches !== undefined) return reaches;
    this.#directory ??= new TermDirectory(this.#view.postings);
    const directory = this.#directory;
    return terms.map((term) => directory.reachOf(term));
  }

  nearTermsOf(words: readonly (readonly string[])[]): NearTerm[][] {
    return readNearTerms(this.#view.postings, words);
  }

  impactsOf(passages: readonly number[], terms: readonly QueryTerm[]): number[][] {
    return passages.map(
      (passage) => this.#lexical.impacts?.(passage, terms) ?? readImpacts(this.#view, passage, terms),
    );
  }

  close(): void {
    this.#conditions.close();
    this.#floats?.close();
    this.#lexical.close?.();
    this.#dense?.close?.();
  }
}

/** Only the dense leg gains from being asked together. */
function prepareDense(dense: Retriever, awaited: readonly AwaitedLeg[], checkpoint?: () => void): void {
  const queries = awaited.flatMap(({ leg, query: { vector }, depth, unit, isExact }): AwaitedQuery[] =>
    leg === 'dense' && vector !== null ? [{ vector, depth, unit, isExact }] : [],
  );
  if (queries.length > 1) dense.prepare?.(queries, checkpoint);
}

function endsOutside(passage: number): StillwebError {
  const message = `${PASSAGES_FILE}: passage ${passage} does not lie in the text of its document`;
  return new StillwebError('INDEX_CORRUPT', message, { file: PASSAGES_FILE });
}
