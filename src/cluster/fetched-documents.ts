import type { ShownFields } from '../contract/field-type.ts';
import { readSandboxUrl } from '../contract/sandbox-url.ts';
import type { FetchRequest, ShownFieldNames } from '../contract/search.ts';
import type { DocumentHeading } from '../format/documents.ts';
import { readPassageId } from '../reading/passage-id.ts';
import type { ReadableDocuments } from '../reading/readable-documents.ts';
import type { Section } from '../reading/section.ts';
import type { ClusterDocuments } from './cluster-documents.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { fieldPicker } from './cluster-ranker.ts';
import type { StoredBody } from './stored-body.ts';

/** What is fetched: names of documents, and whether those that they are linked with are named too. */
export interface FetchPlan extends Pick<FetchRequest, 'ids' | 'urls' | 'numbers'> {
  readonly links?: 'out' | 'both';
}

/** The documents that one request reads, fetched before it does. */
export class FetchedDocuments implements ReadableDocuments {
  readonly name: string;
  readonly size: number;
  readonly #index: ClusterIndex;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #urls: ReadonlyMap<string, number>;
  readonly #bodies: ReadonlyMap<number, StoredBody>;
  readonly #headings: ReadonlyMap<number, DocumentHeading>;

  private constructor(
    index: ClusterIndex,
    ids: ReadonlyMap<string, number>,
    urls: ReadonlyMap<string, number>,
    bodies: ReadonlyMap<number, StoredBody>,
    headings: ReadonlyMap<number, DocumentHeading>,
  ) {
    this.name = index.name;
    this.size = index.manifest.counts.documents;
    this.#index = index;
    this.#ids = ids;
    this.#urls = urls;
    this.#bodies = bodies;
    this.#headings = headings;
  }

  /** @throws StillwebError as `ClusterDocuments` */
  static async fetch(
    index: ClusterIndex,
    documents: ClusterDocuments,
    { ids = [], urls = [], numbers = [], links }: FetchPlan,
  ): Promise<FetchedDocuments> {
    const ofPassages = ids.flatMap((id) => readPassageId(id)?.document ?? []);
    const ofSandbox = urls.flatMap((url) => readSandboxUrl(index.name, url) ?? []);
    const [byId, byUrl] = await Promise.all([
      documents.findIds([...ids, ...ofPassages, ...ofSandbox]),
      documents.findUrls(urls),
    ]);
    const size = index.manifest.counts.documents;
    const named = numbers.filter((number) => Number.isInteger(number) && number >= 0 && number < size);
    const bodies = await documents.read([...byId.values(), ...byUrl.values(), ...named]);
    const linked = [...bodies.values()].flatMap((body) =>
      links === undefined ? [] : links === 'out' ? body.out : [...body.out, ...body.in],
    );
    const headings = await documents.read(linked, ['id', 'title', 'url', 'date']);
    return new FetchedDocuments(index, byId, byUrl, bodies, headings);
  }

  findId(id: string): number {
    return this.#ids.get(id) ?? -1;
  }

  findUrl(url: string): number {
    const found = this.#urls.get(url);
    if (found !== undefined) return found;
    const id = readSandboxUrl(this.name, url);
    return id === null ? -1 : this.findId(id);
  }

  get(document: number): StoredBody {
    return this.#bodies.get(document) as StoredBody;
  }

  getHeading(document: number): DocumentHeading {
    return (this.#bodies.get(document) ?? this.#headings.get(document)) as DocumentHeading;
  }

  placeOf(document: number, number: number): Section | null {
    const { places } = this.get(document);
    return 2 * number < places.length ? { start: places[2 * number], end: places[2 * number + 1] } : null;
  }

  outgoing(document: number): readonly number[] {
    return this.get(document).out;
  }

  incoming(document: number): readonly number[] {
    return this.get(document).in;
  }

  fields(names: ShownFieldNames): (document: number) => ShownFields {
    const pick = fieldPicker(this.#index.manifest, names);
    return (document) => pick(this.get(document).fields);
  }
}
