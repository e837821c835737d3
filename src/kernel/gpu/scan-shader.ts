/**
 * WGSL: the dot products of a tile of queries with every vector of a chunk, as keys that order like the scores.
 *
 * One invocation has one vector. Vectors are interleaved by 32 rows (see vector-buffers.ts), so that neighbours read
 * neighbouring words; the queries of the tile stand in workgroup memory, so that each vector is read once a tile.
 * `dot4I8Packed` gives the integer of its four products (WGSL specification, 17.9): no sum can differ from the CPU's.
 */

/** Rows of one workgroup, and lanes that are neighbours in memory. */
export const WORKGROUP_ROWS = 256;
export const INTERLEAVED_ROWS = 32;

/** What WebGPU grants every device for the memory of a workgroup. */
const WORKGROUP_BYTES = 16_384;
const LARGEST_TILE = 16;

/** Words of four times four values of a row, the last filled up with zeros. */
export function countQuads(dimensions: number): number {
  return Math.ceil(dimensions / 16);
}

/** Added to a score, it makes a key of at least 1: |score| ≤ dimensions × 2^14. Key 0 is nobody's. */
export function keyBias(dimensions: number): number {
  return dimensions * 16_384 + 1;
}

/** Queries that one pass over the vectors answers: a power of two. */
export function chooseTile(dimensions: number, queries: number): number {
  let tile = 1;
  while (tile < queries && tile < LARGEST_TILE && tile * 2 * countQuads(dimensions) * 16 <= WORKGROUP_BYTES) tile *= 2;
  return tile;
}

/** Uniforms of all kernels of a chunk. */
export const PARAMETERS = /* wgsl */ `
struct Parameters {
  start: u32,    // first row of the chunk in its vector buffer
  base: u32,     // its number among all rows
  count: u32,    // rows of the chunk
  stride: u32,   // keys of one query
  depth: u32,    // hits wanted of each query
  queries: u32,
  blocks: u32,   // blocks of positions of one query
}
@group(0) @binding(0) var<uniform> parameters: Parameters;
`;

/** Names of the numbers of `Parameters`, in their order. */
export const PARAMETER_NAMES = ['start', 'base', 'count', 'stride', 'depth', 'queries', 'blocks'] as const;

const PACKED_DOT = /* wgsl */ `
fn dot4(a: u32, b: u32) -> i32 { return dot4I8Packed(a, b); }
`;

/** The same integers where the language has no packed dot product: shifts to the top and back extend the sign. */
const UNPACKED_DOT = /* wgsl */ `
fn widen(word: u32) -> vec4<i32> {
  return vec4<i32>(i32(word << 24u), i32(word << 16u), i32(word << 8u), i32(word)) >> vec4<u32>(24u);
}
fn dot4(a: u32, b: u32) -> i32 {
  let products = widen(a) * widen(b);
  return products.x + products.y + products.z + products.w;
}
`;

export function scanShader(dimensions: number, tile: number, hasPackedDot: boolean): string {
  const quads = countQuads(dimensions);
  const each = (line: (query: number) => string): string =>
    Array.from({ length: tile }, (_, query) => line(query)).join('\n');
  return /* wgsl */ `
${hasPackedDot ? 'requires packed_4x8_integer_dot_product;' : ''}
${PARAMETERS}
@group(0) @binding(1) var<storage, read> vectors: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> queries: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> keys: array<u32>;

var<workgroup> asked: array<vec4<u32>, ${tile * quads}>;

${hasPackedDot ? PACKED_DOT : UNPACKED_DOT}
fn dot16(a: vec4<u32>, b: vec4<u32>) -> i32 {
  return dot4(a.x, b.x) + dot4(a.y, b.y) + dot4(a.z, b.z) + dot4(a.w, b.w);
}

@compute @workgroup_size(${WORKGROUP_ROWS})
fn scan(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = group.y * ${tile}u;
  for (var i = lane; i < ${tile * quads}u; i += ${WORKGROUP_ROWS}u) { asked[i] = queries[first * ${quads}u + i]; }
  workgroupBarrier();
  let row = group.x * ${WORKGROUP_ROWS}u + lane;
  if (row >= parameters.count) { return; }
  let place = parameters.start + row;
  var at = place / ${INTERLEAVED_ROWS}u * ${quads * INTERLEAVED_ROWS}u + place % ${INTERLEAVED_ROWS}u;
${each((query) => `  var sum${query} = ${keyBias(dimensions)};`)}
  for (var i = 0u; i < ${quads}u; i++) {
    let values = vectors[at];
    at += ${INTERLEAVED_ROWS}u;
${each((query) => `    sum${query} += dot16(values, asked[${query * quads}u + i]);`)}
  }
${each((query) => `  if (first + ${query}u < parameters.queries) { keys[(first + ${query}u) * parameters.stride + row] = u32(sum${query}); }`)}
}
`;
}
