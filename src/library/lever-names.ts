import type { RankOptions } from '../retrieval/search-pipeline.ts';

/** What a search may change in how an index ranks, as far as it was asked to. A value that changes nothing is absent. */
export type Levers = Partial<Pick<RankOptions, 'exact' | 'requestWords' | 'fuzzy' | 'denseShare'>>;

/** The same as a caller writes it. */
type AskedLevers = { readonly [name in keyof Levers]?: name extends 'denseShare' ? number : boolean };

/** Leaves out what says no more than the default. */
export function leversOf({ exact, requestWords, fuzzy, denseShare }: AskedLevers): Levers {
  return {
    ...(exact === true && { exact }),
    ...(requestWords === false && { requestWords }),
    ...(fuzzy === false && { fuzzy }),
    ...(denseShare !== undefined && { denseShare }),
  };
}

/** Names that need no explanation beside the flags of the command line: `no-fuzzy`, `dense-share 30`. */
export function leverNames({ exact, requestWords, fuzzy, denseShare }: Levers): string[] {
  return [
    ...(exact === true ? ['exact'] : []),
    ...(requestWords === false ? ['no-request-words'] : []),
    ...(fuzzy === false ? ['no-fuzzy'] : []),
    ...(denseShare === undefined ? [] : [`dense-share ${denseShare}`]),
  ];
}
