import { describe, expect, it } from 'vitest';
import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../../../src/format/graph.ts';
import { Findings } from '../../../../src/store/invariants/findings.ts';
import { checkGraphs } from '../../../../src/store/invariants/graphs.ts';

/** Six passages, four of them on the second level and two on the third, every place used that a test does not empty. */
function makeGraph() {
  return {
    levels: Int32Array.of(6, 4, 2),
    links: new Uint32Array(6 * LOW_LINKS).fill(5),
    numbers: Uint32Array.of(5, 0, 3, 1),
    copies: new Uint32Array(0),
    nodes: new Uint32Array(0),
    upper: new Uint32Array(6 * HIGH_LINKS).fill(3, 0, 4 * HIGH_LINKS).fill(1, 4 * HIGH_LINKS),
  };
}

function findIn(change: (graph: ReturnType<typeof makeGraph>) => void): string[] {
  const graph = makeGraph();
  change(graph);
  const findings = new Findings();
  checkGraphs([makeGraph(), graph], findings);
  expect(findings.finish().every(({ message }) => message.startsWith('shard 1: '))).toBe(true);
  return findings.finish().map(({ kind }) => kind);
}

describe('the check of a graph', () => {
  it('finds nothing in a sound one, with full rows, empty ones and ones that end early', () => {
    expect(findIn(() => {})).toEqual([]);
    expect(findIn(({ links }) => links.fill(NO_LINK, 7, 2 * LOW_LINKS))).toEqual([]);
    expect(findIn(({ upper }) => upper.fill(NO_LINK))).toEqual([]);
  });

  it.each([
    ['names a passage twice', ({ numbers }) => numbers.fill(5, 3)],
    ['names a passage outside', ({ numbers }) => numbers.fill(6, 2, 3)],
  ] satisfies [string, (graph: ReturnType<typeof makeGraph>) => void][])('finds one that %s', (_what, change) => {
    expect(findIn(change)).toEqual(['graph-number']);
  });

  it.each([
    ['the lowest level', ({ links }) => links.fill(6, LOW_LINKS + 4, LOW_LINKS + 5)],
    ['the last row of the lowest level', ({ links }) => links.fill(6, links.length - 1)],
    ['the second level', ({ upper }) => upper.fill(4, 4 * HIGH_LINKS - 1, 4 * HIGH_LINKS)],
    ['the third level', ({ upper }) => upper.fill(2, 4 * HIGH_LINKS, 4 * HIGH_LINKS + 1)],
    ['the last row of all', ({ upper }) => upper.fill(2, upper.length - 1)],
  ] satisfies [string, (graph: ReturnType<typeof makeGraph>) => void][])(
    'finds a link that leads outside on %s',
    (_where, change) => {
      expect(findIn(change)).toEqual(['graph-link']);
    },
  );

  it('finds a link behind a place that is not used', () => {
    expect(findIn(({ links }) => links.fill(NO_LINK, 3, 4))).toEqual(['graph-link']);
    expect(findIn(({ upper }) => upper.fill(NO_LINK, HIGH_LINKS, HIGH_LINKS + 1))).toEqual(['graph-link']);
  });
});
