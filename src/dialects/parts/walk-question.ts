/** From the fields that map and crawl sites to a canonical walk. */
import type { Asked } from '../../contract/asked.ts';
import type { WalkRequest } from '../../contract/walk.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_ADDRESS_CHARACTERS, MAX_WALK_DOCUMENTS } from '../../limits.ts';

const NO_PATTERNS = {
  selectPaths: [],
  excludePaths: [],
  matchesWholeUrl: false,
  selectHosts: [],
  excludeHosts: [],
};

/**
 * @param walk what is absent is as wide as it can be; no texts are asked for
 * @throws INVALID_REQUEST for an address that is longer than any
 */
export function walkQuestion(walk: Partial<WalkRequest> & { readonly url: string }): Extract<Asked, { kind: 'walk' }> {
  if (walk.url.length > MAX_ADDRESS_CHARACTERS) {
    throw new StillwebError('INVALID_REQUEST', 'the url is longer than any address of a document', {
      field: 'url',
      maxCharacters: MAX_ADDRESS_CHARACTERS,
    });
  }
  return {
    kind: 'walk',
    request: {
      depth: MAX_WALK_DOCUMENTS,
      breadth: MAX_WALK_DOCUMENTS,
      limit: MAX_WALK_DOCUMENTS,
      isBelow: false,
      isExternal: true,
      ...NO_PATTERNS,
      textChars: 0,
      ...walk,
      url: withScheme(walk.url).toWellFormed(),
    },
  };
}

/** Callers name sites without a scheme too: `example.org/docs`. */
export function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`;
}
