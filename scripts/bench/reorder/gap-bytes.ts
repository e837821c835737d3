import type { ForwardIndex } from './graph-bisection.ts';

/** Mean bytes of a posting's gap in an order, seven bits a byte: what a form with coded gaps would make of the order. */
export function meanGapBytes({ start, terms, termCount }: ForwardIndex, order: Uint32Array): number {
  if (terms.length === 0) return 0;
  const last = new Int32Array(termCount).fill(-1);
  let bytes = 0;
  for (let place = 0; place < order.length; place++) {
    const document = order[place];
    for (let i = start[document]; i < start[document + 1]; i++) {
      // A gap of 1 is coded as 0.
      const gap = place - last[terms[i]] - 1;
      last[terms[i]] = place;
      bytes += gap < 128 ? 1 : gap < 16_384 ? 2 : gap < 2_097_152 ? 3 : 4;
    }
  }
  return bytes / terms.length;
}
