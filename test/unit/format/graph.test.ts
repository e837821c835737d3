import { describe, expect, it } from 'vitest';
import { GRAPH_KIND, readGraph } from '../../../src/format/graph.ts';
import { encodeSectionFile } from '../../../src/format/section-file.ts';

const sections = (levels: number[], change: Record<string, Uint32Array> = {}) =>
  encodeSectionFile(GRAPH_KIND, {
    levels: Int32Array.from(levels),
    links: new Uint32Array(levels[0] * 32),
    numbers: new Uint32Array(Math.max(1, levels[1] ?? 0)),
    upper: new Uint32Array(levels.slice(1).reduce((sum, nodes) => sum + nodes, 0) * 16),
    ...change,
  });

// promise: decode/refuses
describe('the file of a graph', () => {
  it('gives back its sections in place', () => {
    const graph = readGraph('graph-000.bin', sections([40, 3, 1]), 40);
    expect([...graph.levels]).toEqual([40, 3, 1]);
    expect([graph.links.length, graph.numbers.length, graph.upper.length]).toEqual([1280, 3, 64]);
    expect(readGraph('graph-000.bin', sections([2]), 2).numbers).toHaveLength(1);
  });

  it.each([
    ['of another collection', sections([41, 3]), /no levels of 40 passages/],
    ['whose levels grow', sections([40, 3, 4]), /no levels/],
    ['with an empty level', sections([40, 0]), /no levels/],
    ['with too few links', sections([40, 3], { links: new Uint32Array(1279) }), /links is u32\[1279\]/],
    ['with too few links above', sections([40, 3], { upper: new Uint32Array(32) }), /upper is u32\[32\]/],
    ['with too few names', sections([40, 3], { numbers: new Uint32Array(2) }), /numbers is u32\[2\]/],
    ['of another kind', encodeSectionFile('VECT', { levels: Int32Array.of(40) }), /it holds "VECT"/],
  ])('is refused %s', (_what, bytes, message) => {
    expect(() => readGraph('graph-000.bin', bytes, 40)).toThrow(message);
    expect(() => readGraph('graph-000.bin', bytes, 40)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });
});
