import { PARAMETERS } from './scan-shader.ts';

/**
 * WGSL: the `depth` largest keys of each query, equal keys by their place, exactly, whatever the keys are.
 *
 * Positions of a query are first those of the list that earlier chunks left (in ascending order of rows), then the rows of
 * this chunk: position order is row order. A radix selection from the highest digit finds the key of the last hit and how
 * many of its equals are hits; counts of each block of positions, added up, then give every hit its place in the
 * new list, which stands in ascending order of rows again. Unfilled places of a list hold key 0, which no row has.
 *
 *   histogram, choose   once a digit of 8 bits
 *   count, accumulate   hits before each block
 *   gather              the new list
 */

export const DIGIT_BITS = 8;
/** Positions of a block, 16 for each invocation of a workgroup. */
export const BLOCK_POSITIONS = 4096;
const WORKGROUP = 256;
const PER_INVOCATION = BLOCK_POSITIONS / WORKGROUP;

export const SELECT_SHADER = /* wgsl */ `
${PARAMETERS}
struct Entry { key: u32, row: u32 }
struct Choice { key: u32, wanted: u32 }    // digits found so far; hits that equal them
struct Tally { above: u32, equal: u32 }

@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read> before: array<Entry>;
@group(0) @binding(3) var<storage, read_write> after: array<Entry>;
@group(0) @binding(4) var<storage, read_write> bins: array<atomic<u32>>;
@group(0) @binding(5) var<storage, read_write> choices: array<Choice>;
@group(0) @binding(6) var<storage, read_write> tallies: array<Tally>;

override SHIFT: u32 = 0u;
override IS_FIRST: bool = false;

fn keyAt(query: u32, position: u32) -> u32 {
  if (position < parameters.depth) { return before[query * parameters.depth + position].key; }
  return keys[query * parameters.stride + position - parameters.depth];
}

fn countPositions() -> u32 { return parameters.depth + parameters.count; }

var<workgroup> digits: array<atomic<u32>, 256>;

@compute @workgroup_size(${WORKGROUP})
fn histogram(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let query = group.y;
  let end = min(countPositions(), (group.x + 1u) * ${BLOCK_POSITIONS}u);
  var prefix = 0u;
  if (!IS_FIRST) { prefix = choices[query].key; }
  for (var position = group.x * ${BLOCK_POSITIONS}u + lane; position < end; position += ${WORKGROUP}u) {
    let shifted = keyAt(query, position) >> SHIFT;
    if ((shifted >> ${DIGIT_BITS}u) == prefix) { atomicAdd(&digits[shifted & 255u], 1u); }
  }
  workgroupBarrier();
  let found = atomicLoad(&digits[lane]);
  if (found > 0u) { atomicAdd(&bins[query * 256u + lane], found); }
}

var<workgroup> sums: array<u32, ${WORKGROUP}>;

@compute @workgroup_size(${WORKGROUP})
fn choose(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let query = group.x;
  sums[lane] = atomicExchange(&bins[query * 256u + lane], 0u);
  workgroupBarrier();
  if (lane > 0u) { return; }
  var prefix = 0u;
  var wanted = parameters.depth;
  if (!IS_FIRST) {
    prefix = choices[query].key;
    wanted = choices[query].wanted;
  }
  var digit = 255u;
  while (digit > 0u && sums[digit] < wanted) {
    wanted -= sums[digit];
    digit--;
  }
  choices[query] = Choice((prefix << ${DIGIT_BITS}u) | digit, wanted);
}

var<workgroup> above: atomic<u32>;
var<workgroup> equal: atomic<u32>;

@compute @workgroup_size(${WORKGROUP})
fn count(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let query = group.y;
  let end = min(countPositions(), (group.x + 1u) * ${BLOCK_POSITIONS}u);
  let last = choices[query].key;
  var own = Tally(0u, 0u);
  for (var position = group.x * ${BLOCK_POSITIONS}u + lane; position < end; position += ${WORKGROUP}u) {
    let key = keyAt(query, position);
    own.above += u32(key > last);
    own.equal += u32(key == last);
  }
  if (own.above > 0u) { atomicAdd(&above, own.above); }
  if (own.equal > 0u) { atomicAdd(&equal, own.equal); }
  workgroupBarrier();
  if (lane == 0u) {
    tallies[query * parameters.blocks + group.x] = Tally(atomicLoad(&above), atomicLoad(&equal));
  }
}

var<workgroup> places: array<Tally, ${WORKGROUP}>;

/** Sums of the tallies before each lane's, in places that hold the tallies. */
fn addUpBefore(lane: u32, own: Tally) -> Tally {
  places[lane] = own;
  workgroupBarrier();
  for (var distance = 1u; distance < ${WORKGROUP}u; distance *= 2u) {
    var sum = places[lane];
    if (lane >= distance) {
      sum.above += places[lane - distance].above;
      sum.equal += places[lane - distance].equal;
    }
    workgroupBarrier();
    places[lane] = sum;
    workgroupBarrier();
  }
  return Tally(places[lane].above - own.above, places[lane].equal - own.equal);
}

@compute @workgroup_size(${WORKGROUP})
fn accumulate(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let share = (parameters.blocks + ${WORKGROUP - 1}u) / ${WORKGROUP}u;
  let start = group.x * parameters.blocks + min(lane * share, parameters.blocks);
  let end = group.x * parameters.blocks + min((lane + 1u) * share, parameters.blocks);
  var own = Tally(0u, 0u);
  for (var block = start; block < end; block++) {
    own.above += tallies[block].above;
    own.equal += tallies[block].equal;
  }
  var sum = addUpBefore(lane, own);
  for (var block = start; block < end; block++) {
    let tally = tallies[block];
    tallies[block] = sum;
    sum.above += tally.above;
    sum.equal += tally.equal;
  }
}

@compute @workgroup_size(${WORKGROUP})
fn gather(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let query = group.y;
  let choice = choices[query];
  let end = min(countPositions(), (group.x + 1u) * ${BLOCK_POSITIONS}u);
  let first = group.x * ${BLOCK_POSITIONS}u + lane * ${PER_INVOCATION}u;
  var own = Tally(0u, 0u);
  for (var position = first; position < min(end, first + ${PER_INVOCATION}u); position++) {
    let key = keyAt(query, position);
    own.above += u32(key > choice.key);
    own.equal += u32(key == choice.key);
  }
  let inBlock = addUpBefore(lane, own);
  if (own.above + own.equal == 0u) { return; }
  let inAll = tallies[query * parameters.blocks + group.x];
  var passed = Tally(inAll.above + inBlock.above, inAll.equal + inBlock.equal);
  for (var position = first; position < min(end, first + ${PER_INVOCATION}u); position++) {
    let key = keyAt(query, position);
    if (key < choice.key) { continue; }
    if (key > choice.key || passed.equal < choice.wanted) {
      var entry = Entry(key, parameters.base + position - parameters.depth);
      if (position < parameters.depth) { entry.row = before[query * parameters.depth + position].row; }
      after[query * parameters.depth + passed.above + min(passed.equal, choice.wanted)] = entry;
    }
    passed.above += u32(key > choice.key);
    passed.equal += u32(key == choice.key);
  }
}
`;
