import { SharedRuns } from '../analysis/shared-runs.ts';
import type { BlockList, BlockRule } from '../contract/block-list.ts';
import { urlHost } from '../format/lookup-tables.ts';
import { UrlSet } from '../format/url-set.ts';
import { HostSet } from './host-set.ts';

/** What the rules of a block list look at. */
export interface BlockedParts {
  readonly id: string;
  readonly url?: string;
  readonly title: string;
  readonly text: string;
}

/** Says of a document, by itself, whether a block list keeps it out. */
export class BlockRules {
  readonly #sites: HostSet;
  readonly #urls: UrlSet;
  readonly #ids: ReadonlySet<string>;
  readonly #strings: SharedRuns | null;

  /** @throws StillwebError UNICODE_TOO_OLD */
  constructor({ sites, urls, ids, strings }: BlockList) {
    this.#sites = new HostSet(sites);
    this.#urls = new UrlSet(urls);
    this.#ids = new Set(ids);
    this.#strings = strings.length === 0 ? null : new SharedRuns(strings);
  }

  /** The first rule by which a document is kept out, of its names; null where none is. */
  ruleOfNames({ id, url }: Pick<BlockedParts, 'id' | 'url'>): Exclude<BlockRule, 'strings'> | null {
    if (this.#ids.has(id)) return 'ids';
    if (url === undefined) return null;
    if (this.#sites.has(urlHost(url))) return 'sites';
    return this.#urls.has(url) ? 'urls' : null;
  }

  /** Whether title or text repeats one of the strings. A run of words lies in one of the two. */
  isRepeatedBy({ title, text }: Pick<BlockedParts, 'title' | 'text'>): boolean {
    if (this.#strings === null) return false;
    return this.#strings.isRepeatedBy(text) || this.#strings.isRepeatedBy(title);
  }

  /** The first rule by which a document is kept out; null where none is. */
  ruleOf(document: BlockedParts): BlockRule | null {
    return this.ruleOfNames(document) ?? (this.isRepeatedBy(document) ? 'strings' : null);
  }
}
