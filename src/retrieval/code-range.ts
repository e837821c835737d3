/** Codes of a column from the first to the last, both included; none where the last is less. */
export type CodeRange = readonly [first: number, last: number];
