/** A walk along the link graph from one address, as dialects that map and crawl sites ask for it. */
import type { FetchedDocument } from './search.ts';

/** A canonical walk: every default filled in. Patterns are regular expressions in the syntax of RE2, found anywhere in their text. */
export interface WalkRequest {
  /** Where it begins: the address of a document, or what addresses of documents begin with. */
  readonly url: string;
  /** Links from the first document to the last, 0 … */
  readonly depth: number;
  /** Links of one document that are followed, 1 … */
  readonly breadth: number;
  /** Documents of the answer, 1 … */
  readonly limit: number;
  /** Only to addresses whose path begins with that of the first. */
  readonly isBelow: boolean;
  /** Also to other hosts than that of the first. */
  readonly isExternal: boolean;
  /** Of the path; of the whole address with `matchesWholeUrl`. None selects all. */
  readonly selectPaths: readonly string[];
  readonly excludePaths: readonly string[];
  readonly matchesWholeUrl: boolean;
  /** Of the host. */
  readonly selectHosts: readonly string[];
  readonly excludeHosts: readonly string[];
  /** Characters of each text (UTF-16 code units), or 0 for what names the documents and no more. */
  readonly textChars: number;
}

/** With `title`, and with all else of a document where texts are asked for. */
export type WalkedDocument = FetchedDocument;

/** The members in a fixed order. */
export function canonicalWalk(walk: WalkRequest): readonly unknown[] {
  const { url, depth, breadth, limit, isBelow, isExternal, textChars } = walk;
  const { selectPaths, excludePaths, matchesWholeUrl, selectHosts, excludeHosts } = walk;
  const patterns = [selectPaths, excludePaths, matchesWholeUrl, selectHosts, excludeHosts];
  return [url, depth, breadth, limit, isBelow, isExternal, ...patterns, textChars];
}

/** What `canonicalWalk` made a list of. */
export function readWalk(members: readonly unknown[]): WalkRequest {
  const [url, depth, breadth, limit, isBelow, isExternal, ...rest] = members;
  const [selectPaths, excludePaths, matchesWholeUrl, selectHosts, excludeHosts, textChars] = rest;
  return {
    ...{ url, depth, breadth, limit, isBelow, isExternal },
    ...{ selectPaths, excludePaths, matchesWholeUrl, selectHosts, excludeHosts, textChars },
  } as WalkRequest;
}
