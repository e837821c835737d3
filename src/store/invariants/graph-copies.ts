import { type GraphSections, LOW_LINKS, NO_LINK } from '../../format/graph.ts';
import { markCopies } from '../../kernel/graph-copies.ts';
import { planGraph } from '../../kernel/graph-plan.ts';
import { countReached } from '../../kernel/graph-reach.ts';
import { graphArrays } from '../../wasm/graph-search.ts';
import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';
import { areEqual } from './links.ts';

/** What follows from the vectors of a sound graph: which passages are copies, the ranks of all others, what walks can reach. */
export function checkGraphCopies({ graphs, vectors, index }: IndexView, findings: Findings): void {
  const { encoder, graph: description } = index.manifest;
  if (encoder === null || description === undefined) return;
  let reached = 0;
  for (const [shard, graph] of graphs.entries()) {
    const { dimensions } = encoder;
    if (!areCopies(graph, vectors[shard], dimensions)) {
      findings.add('graph-copy', `shard ${shard}: its graph names copies that are none, or links to one`);
      continue;
    }
    const plan = planGraph(graph.levels[0], markCopies(graph, graph.levels[0]));
    const ranks = plan.numbers.subarray(0, graph.numbers.length);
    if (!areEqual(ranks, graph.numbers) || !areEqual(plan.levelNodes, graph.levels))
      findings.add('graph-number', `shard ${shard}: its graph has other levels or ranks than its passages give`);
    else reached += countReached(graphArrays(graph, vectors[shard], dimensions), graph);
  }
  if (findings.has('graph-copy') || findings.has('graph-number') || reached === description.reached) return;
  findings.add('graph-reach', `walks reach ${reached} passages, the manifest says ${description.reached}`);
}

/** Whether each copy has the vector of its node, which comes before it, and no part in the graph. */
function areCopies({ levels, links, copies, nodes }: GraphSections, vectors: Int8Array, dimensions: number): boolean {
  const [passages] = levels;
  if (copies.some((copy, i) => copy >= passages || nodes[i] >= copy)) return false;
  const isCopy = markCopies({ copies, nodes }, passages);
  for (const [i, copy] of copies.entries()) {
    const isBehind = i === 0 || nodes[i] > nodes[i - 1] || (nodes[i] === nodes[i - 1] && copy > copies[i - 1]);
    if (!isBehind || isCopy[nodes[i]] === 1 || links[copy * LOW_LINKS] !== NO_LINK) return false;
    for (let at = 0; at < dimensions; at++) {
      if (vectors[copy * dimensions + at] !== vectors[nodes[i] * dimensions + at]) return false;
    }
  }
  // A passage that is named twice is marked once.
  if (isCopy.reduce((sum, mark) => sum + mark, 0) !== copies.length) return false;
  return links.every((link) => link === NO_LINK || isCopy[link] === 0);
}
