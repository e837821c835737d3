/** The engines that `engines.ts` registers, in its order; apart, so that the command line can name them without loading them. */
export const HOUSE_ENGINES = ['stillweb', 'wink', 'hnswlib'] as const;
