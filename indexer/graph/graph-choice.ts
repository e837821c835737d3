/** Whether an index gets graphs of its vectors: `auto` decides by their number. */
export const GRAPH_CHOICES = ['auto', 'on', 'off'] as const;
export type GraphChoice = (typeof GRAPH_CHOICES)[number];
