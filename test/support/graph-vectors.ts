/** Vectors around 24 centres, every ninth a copy of an earlier one, so that scores tie. */
export function makeVectors(nodes: number, dimensions: number, seed: number): Int8Array {
  let state = seed * 2_654_435_761;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const centre = (number: number, i: number): number =>
    ((Math.imul(number * 97 + i + 1, 0x9e37_79b1) >>> 24) - 128) / 2;
  const vectors = new Int8Array(nodes * dimensions);
  for (let node = 0; node < nodes; node++) {
    const at = node * dimensions;
    if (node % 9 === 8) {
      const copied = Math.floor(random() * node) * dimensions;
      vectors.copyWithin(at, copied, copied + dimensions);
      continue;
    }
    const number = Math.floor(random() * 24);
    for (let i = 0; i < dimensions; i++) {
      vectors[at + i] = Math.max(-127, Math.min(127, Math.round(centre(number, i) + (random() - 0.5) * 120)));
    }
  }
  return vectors;
}
