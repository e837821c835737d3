import { describe, expect, it } from 'vitest';
import { batchEnd, largestBatch, planGraph } from '../../../src/kernel/graph-plan.ts';

describe('the plan of a graph', () => {
  it.each([1, 2, 17, 5_000])('gives each of %d nodes one rank', (nodes) => {
    const { numbers, levelNodes } = planGraph(nodes);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: nodes }, (_, i) => i));
    expect(levelNodes[0]).toBe(nodes);
    for (let level = 1; level < levelNodes.length; level++) {
      expect(levelNodes[level]).toBeGreaterThan(0);
      expect(levelNodes[level]).toBeLessThanOrEqual(levelNodes[level - 1]);
    }
  });

  it('puts about one node of sixteen on the next level', () => {
    const { levelNodes } = planGraph(200_000);
    expect(levelNodes[1]).toBeGreaterThan(12_000);
    expect(levelNodes[1]).toBeLessThan(13_000);
    expect(levelNodes[2]).toBeGreaterThan(650);
    expect(levelNodes[2]).toBeLessThan(920);
  });

  it('puts neighbouring nodes far apart', () => {
    const { numbers } = planGraph(4_096);
    let near = 0;
    for (let rank = 1; rank < numbers.length; rank++) {
      if (Math.abs(numbers[rank] - numbers[rank - 1]) < 8) near++;
    }
    expect(near).toBeLessThan(40);
  });

  it('makes batches that never outweigh what is there before them, up to a bound', () => {
    let start = 1;
    let batches = 0;
    for (const nodes = 2 ** 20; start < nodes; batches++) {
      const end = batchEnd(start, nodes);
      expect(end).toBeGreaterThan(start);
      expect(end - start).toBeLessThanOrEqual(Math.max(1, start / 32));
      expect(end - start).toBeLessThanOrEqual(largestBatch(nodes));
      start = end;
    }
    expect(start).toBe(2 ** 20);
    expect(batches).toBeLessThan(500);
  });
});
