import { type SectionArray, SectionFile } from './section-file.ts';

/**
 * The link graph between documents. `links.bin` (kind LINK), D documents:
 *
 *   out.start  u32[D + 1]  where the links of a document begin in `out`
 *   out        u32[]       documents it links to, in text order, each once
 *   in.start   u32[D + 1]  the same for links to it
 *   in         u32[]       documents that link to it, ascending
 */
export const LINKS_KIND = 'LINK';

export class LinkGraph {
  readonly outStarts: Uint32Array;
  readonly out: Uint32Array;
  readonly inStarts: Uint32Array;
  readonly in: Uint32Array;

  constructor(outStarts: Uint32Array, out: Uint32Array, inStarts: Uint32Array, incoming: Uint32Array) {
    this.outStarts = outStarts;
    this.out = out;
    this.inStarts = inStarts;
    this.in = incoming;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  static read(name: string, bytes: Uint8Array, documents: number): LinkGraph {
    const file = new SectionFile(name, LINKS_KIND, bytes);
    return new LinkGraph(
      file.get('out.start', 'u32', documents + 1),
      file.get('out', 'u32'),
      file.get('in.start', 'u32', documents + 1),
      file.get('in', 'u32'),
    );
  }

  /** The graph with incoming links counted from the outgoing ones. */
  static fromOutgoing(outStarts: Uint32Array, out: Uint32Array): LinkGraph {
    const documents = outStarts.length - 1;
    const inStarts = new Uint32Array(documents + 1);
    for (const target of out) inStarts[target + 1]++;
    for (let i = 0; i < documents; i++) inStarts[i + 1] += inStarts[i];
    const next = inStarts.slice();
    const incoming = new Uint32Array(out.length);
    for (let source = 0; source < documents; source++) {
      for (let at = outStarts[source]; at < outStarts[source + 1]; at++) incoming[next[out[at]]++] = source;
    }
    return new LinkGraph(outStarts, out, inStarts, incoming);
  }

  /** The sections of `links.bin`, to be written one by one. */
  sections(): Readonly<Record<string, SectionArray>> {
    return { 'out.start': this.outStarts, out: this.out, 'in.start': this.inStarts, in: this.in };
  }

  outgoing(document: number): Uint32Array {
    return this.out.subarray(this.outStarts[document], this.outStarts[document + 1]);
  }

  incoming(document: number): Uint32Array {
    return this.in.subarray(this.inStarts[document], this.inStarts[document + 1]);
  }
}
