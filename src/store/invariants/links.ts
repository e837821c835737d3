import { LinkGraph } from '../../format/links.ts';
import type { LinkResolver } from '../../format/lookup-tables.ts';
import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';

/** Whether the graph has as many links as the manifest says, and every one in both directions. */
export function checkLinks({ links, index }: Pick<IndexView, 'links' | 'index'>, findings: Findings): void {
  const expected = index.manifest.counts.links;
  if (links.out.length !== expected || links.outStarts[0] !== 0 || links.outStarts.at(-1) !== expected) {
    findings.add('link-count', `the graph does not hold the ${expected} links of the manifest`);
    return;
  }
  if (findings.has('link-outgoing')) return;
  const mirrored = LinkGraph.fromOutgoing(links.outStarts, links.out);
  if (!areEqual(mirrored.inStarts, links.inStarts) || !areEqual(mirrored.in, links.in))
    findings.add('link-incoming', 'incoming links are not the outgoing ones turned round');
}

/** Whether the outgoing links of a document are what its own list of links leads to: each target once, not itself. */
export function checkOutgoing(
  { links }: Pick<IndexView, 'links'>,
  resolver: LinkResolver,
  number: number,
  listed: readonly string[] | null,
  findings: Findings,
): void {
  const targets = new Set((listed ?? []).map((link) => resolver.resolve(link)));
  targets.delete(-1);
  targets.delete(number);
  if (!areEqual(links.outgoing(number), [...targets]))
    findings.add('link-outgoing', `document ${number} links to others than those that it lists`);
}

export function areEqual(one: Uint32Array | Int32Array | Uint8Array, other: ArrayLike<number>): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
