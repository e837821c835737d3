import type { FusionDefault } from '../../contract/encoder-description.ts';
import type { QueryResult } from '../../contract/search.ts';

/** What a search of the terminal found, and what is said of it. */
export interface Found {
  readonly index: { readonly name: string; readonly id: string };
  readonly result: QueryResult;
  /** Sentences: why there are no hits, or what speaks against those that there are. */
  readonly remarks: readonly string[];
  /** How the legs were joined, and what percent of the score the dense one gave at least; null where one was asked alone. */
  readonly fusion: Pick<FusionDefault, 'method' | 'denseWeight'> | null;
}

/** `NAME@ID`, as a request pins it. */
export function pinned({ name, id }: Found['index']): string {
  return `${name}@${id}`;
}
