/**
 * The numbers that the kernels are made of. AssemblyScript imports this file as TypeScript does, so that a number stands
 * once for both. It holds integers alone, without types: each language gives them its own. In some loops over vectors
 * a name would make the compiler order instructions otherwise: there the literal stays, with a mark.
 *
 * A kernel imports nothing, so src/format and src/limits.ts say again, under the same names, what is true of an index.
 * test/unit/wasm/kernel-constants.test.ts compares them, and the marks.
 */

// Postings.
/** Passages of a window: a power of two. */
export const WINDOW_SHIFT = 14;
export const WINDOW_PASSAGES = 1 << WINDOW_SHIFT;
/** In a window of a list of gaps, where every so many entries end is written before them. */
export const SKIP_SHIFT = 6;
export const SKIP_ENTRIES = 1 << SKIP_SHIFT;
/** Passages of the first window for which weak lists are looked up, by reckoning: so many for each hit that is wanted. */
export const FIRST_EXPECTED = 2;
/** What impacts of words that only ask are shifted by: a loop of its own adds them. */
export const REQUEST_SHIFT = 3;

// Forms of a list, by the bytes of an entry.
/** Rare: passage u24, impact u16; no rows. */
export const RARE_BYTES = 5;
/** passage mod 2^16 | impact << 16. */
export const PACKED_BYTES = 4;
/** gap | impact << gap bits. */
export const TRIPLE_BYTES = 3;
/** gap | code << gap bits; a table has the impact of each code. */
export const CODED_BYTES = 2;

// Positions.
/** Entries of a block: a power of two. */
export const POSITION_SHIFT = 6;

// Vectors.
/** Values of a row that are read in one step: what dimensions are a multiple of. */
export const VALUES_PER_STEP = 16;
/** Rows that are read side by side: scores have room for a multiple of it. */
export const ROWS_PER_STEP = 4;
/** Queries that one reading of a row is compared with; fewer cost as much. */
export const QUERIES_PER_STEP = 4;

// Graphs.
/** Links of a node on the lowest level, and on each above it. */
export const LOW_LINKS = 32;
export const HIGH_LINKS = 16;
/** A place of a row of links that is not used; the places behind it are not either. */
export const NO_LINK = 0xffffffff;
/** Candidates of one choice of neighbours for a node that many others link to. */
export const MOST_CANDIDATES = 256;

// Cells of vectors, and codes in them.
/** Passages of a block of codes. */
export const BLOCK_PASSAGES = 32;
/** Values of a vector that a code of the narrowest tables stands for, others for twice and four times as many; and codes that there are: four bits. */
export const CODE_VALUES = 2;
export const CODE_WORDS = 16;
/** Largest entry of a table of a query: four of them add up in eight bits. */
export const TABLE_MOST = 63;
/** Largest score of a centre in the scale of entries, so that no sum leaves 32 bits. */
export const MOST_SCALED = 1 << 29;
/** A place of a block that is not used; the places behind it are not either. */
export const NO_PASSAGE = 0xffffffff;
