import type { FieldTypes } from '../src/contract/field-type.ts';
import { dateNumber } from '../src/format/attributes.ts';
import { commonKey } from '../src/format/common-key.ts';
import { type UrlTable, urlHost, urlKey } from '../src/format/lookup-tables.ts';
import { type StringTable, StringTableBuilder } from '../src/format/string-table.ts';
import { MAX_ADDRESS_CHARACTERS } from '../src/limits.ts';
import { FieldColumns } from './field-columns.ts';
import type { Alias, CollectedDocument } from './ingest/collection.ts';
import { recordFault } from './ingest/record-fault.ts';
import { NumberColumn } from './number-column.ts';

const IN_INDEX = 'the index has; --update in place of --add replaces that document';

/**
 * What the builder remembers of every document while it reads: ids (to refuse a second one), addresses, and what filters
 * ask for. About 60 bytes a document and its id and URL.
 */
export class Catalogue {
  readonly ids = new StringTableBuilder();
  readonly #urls = new StringTableBuilder();
  readonly #urlDocuments = new NumberColumn();
  readonly #aliases = new StringTableBuilder();
  /** Per alias: the ordinal of the address that it stands for. */
  readonly #aliasUrls = new NumberColumn();
  readonly #aliasedUrls = new StringTableBuilder();
  #shared = 0;
  readonly dates = new NumberColumn();
  readonly sites = new NumberColumn();
  readonly siteNames = new StringTableBuilder();
  readonly languages = new NumberColumn();
  readonly languageNames = new StringTableBuilder();
  /** 1 for each document of which the language was found by its text. */
  readonly detected = new NumberColumn();
  readonly fields: FieldColumns;

  /** @param fieldTypes as `checkFieldTypes` gives them */
  constructor(fieldTypes?: FieldTypes) {
    this.fields = new FieldColumns(fieldTypes);
  }

  /**
   * Takes the next document; its number is the count of those before it.
   *
   * @throws StillwebError DUPLICATE_ID; the catalogue is then as it was
   */
  add(collected: CollectedDocument): void {
    const { document, location } = collected;
    const number = this.ids.size;
    if (this.ids.add(document.id) !== number) {
      const { id } = document;
      const what = `has the id ${JSON.stringify(id)}, which ${collected.isInIndex ? IN_INDEX : 'was given before'}`;
      throw recordFault('DUPLICATE_ID', location, what, { id });
    }
    const { url } = document;
    if (url !== undefined) {
      const known = this.#urls.size;
      this.#urls.add(urlKey(url));
      if (this.#urls.size === known) this.#shared++;
      // Of several documents with one address the first is found by it.
      if (this.#urls.size > known) this.#urlDocuments.push(number);
    }
    const host = url === undefined ? '' : urlHost(url);
    this.sites.push(host === '' ? 0 : this.siteNames.add(host) + 1);
    this.dates.push(dateNumber(document.date));
    this.languages.push(document.language === undefined ? 0 : this.languageNames.add(document.language) + 1);
    this.detected.push(collected.isDetected === true ? 1 : 0);
    this.fields.add(collected);
  }

  hasId(id: string): boolean {
    return this.ids.find(id) >= 0;
  }

  idOf(document: number): string {
    return this.ids.get(document);
  }

  /** The address that a document is found by; null for none. */
  addressOf(document: number): string | null {
    const documents = this.#urlDocuments.finish();
    let low = 0;
    let high = documents.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (documents[middle] < document) low = middle + 1;
      else high = middle;
    }
    return documents[low] === document ? `https://${this.#urls.get(low)}` : null;
  }

  /** Takes a second address. Of several that are the same the first counts. */
  addAlias({ alias, url }: Alias): void {
    if (alias.length > MAX_ADDRESS_CHARACTERS || url.length > MAX_ADDRESS_CHARACTERS) return;
    const known = this.#aliases.size;
    this.#aliases.add(urlKey(alias));
    if (this.#aliases.size > known) this.#aliasUrls.push(this.#aliasedUrls.add(urlKey(url)));
  }

  /**
   * The addresses of all documents, in the order of the first that has each; the aliases of such addresses that are no
   * document's own; and the common keys of both, as far as they are none of these. To be called once, at the end.
   */
  addresses(): UrlTable {
    const own = this.#urls.build();
    const document = this.#urlDocuments.finish();
    const aliases = this.#aliases.build();
    const targets = this.#aliasedUrls.build();
    // All are looked up before the first is added: an alias of an alias is none.
    const found = Int32Array.from(this.#aliasUrls.finish(), (target) => own.find(targets.get(target)));
    const alias = new NumberColumn();
    for (const [ordinal, target] of found.entries()) {
      const known = this.#urls.size;
      if (target >= 0) this.#urls.add(aliases.get(ordinal));
      if (this.#urls.size > known) alias.push(document[target]);
    }
    this.#addCommonKeys(own, document, alias);
    for (const [ordinal, target] of found.entries()) {
      if (target >= 0) this.#addCommonKey(aliases.get(ordinal), document[target], { document }, alias);
    }
    return { keys: alias.finish().length === 0 ? own : this.#urls.build(), document, alias: alias.finish() };
  }

  /** Documents whose address, as written or by its common key, is that of another, which is found by it. Known behind `addresses`. */
  get sharedAddresses(): number {
    return this.#shared;
  }

  #addCommonKeys(own: StringTable, document: Uint32Array, alias: NumberColumn): void {
    for (let ordinal = 0; ordinal < own.size; ordinal++) {
      const isTaken = this.#addCommonKey(own.get(ordinal), document[ordinal], { document }, alias);
      if (isTaken) this.#shared++;
    }
  }

  /** @returns whether it leads to another document already */
  #addCommonKey(key: string, document: number, urls: Pick<UrlTable, 'document'>, alias: NumberColumn): boolean {
    const common = commonKey(key);
    if (common === key) return false;
    const known = this.#urls.size;
    const ordinal = this.#urls.add(common);
    if (ordinal === known) alias.push(document);
    const own = urls.document.length;
    return (ordinal < own ? urls.document[ordinal] : alias.finish()[ordinal - own]) !== document;
  }
}
