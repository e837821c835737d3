/**
 * How the vectors of an index are searched: through cells of codes (`ivf`), through graphs (`on`), or by comparing every one (`off`);
 * `auto` is cells where they are many.
 */
export const GRAPH_CHOICES = ['auto', 'ivf', 'on', 'off'] as const;
export type GraphChoice = (typeof GRAPH_CHOICES)[number];
