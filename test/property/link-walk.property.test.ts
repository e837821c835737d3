import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARE_WEIGHT, WALK_MASS, WALK_STEPS, type WalkedGraph, walkLinks } from '../../src/retrieval/link-walk.ts';

/** The rule once more, in exact numbers of any size, and place by place: what comes to it from each link that leads there. */
function walkExactly({ weights, size, from, to }: WalkedGraph): number[] {
  const places = Array.from({ length: size }, (_, place) => place);
  const links = Array.from(from, (source, i) => ({ source, target: to[i] }));
  const pull = (place: number) => BigInt(BARE_WEIGHT) + BigInt(weights[place] ?? 0);
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const start = (place: number) => (BigInt(weights[place] ?? 0) * BigInt(WALK_MASS)) / total;
  const pullFrom = (place: number) =>
    links.filter(({ source }) => source === place).reduce((sum, { target }) => sum + pull(target), 0n);
  const step = (mass: readonly bigint[]) =>
    places.map((place) =>
      links
        .filter(({ target }) => target === place)
        .reduce((sum, { source }) => sum + ((mass[source] / 2n) * pull(place)) / pullFrom(source), 0n),
    );
  let mass = places.map(start);
  for (let taken = 1; taken < WALK_STEPS; taken++) {
    mass = step(mass).map((arrived, place) => arrived + start(place) / 2n);
  }
  return step(mass).map(Number);
}

const graphs = fc
  .record({
    weights: fc.array(fc.integer({ min: 1, max: 65_537 }), { minLength: 1, maxLength: 6 }),
    others: fc.nat(6),
  })
  .chain(({ weights, others }) => {
    const size = weights.length + others;
    const place = fc.nat(size - 1);
    return fc.array(fc.tuple(place, place), { maxLength: 40 }).map(
      (links): WalkedGraph => ({
        weights,
        size,
        from: Uint32Array.from(links, ([source]) => source),
        to: Uint32Array.from(links, ([, target]) => target),
      }),
    );
  });

describe('a walk along links', () => {
  it('gives the integers of the exact rule', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(Array.from(walkLinks(graph))).toEqual(walkExactly(graph));
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the links, and makes no mass', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const arrived = walkLinks(graph);
        const turned = { ...graph, from: graph.from.slice().reverse(), to: graph.to.slice().reverse() };
        expect(walkLinks(turned)).toEqual(arrived);
        expect(arrived.reduce((sum, mass) => sum + mass, 0)).toBeLessThanOrEqual(WALK_MASS);
      }),
    );
  });
});
