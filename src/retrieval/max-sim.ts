/**
 * Late interaction: for each token of a query the largest product with a token of a passage, added up (Khattab and Zaharia,
 * "ColBERT", 2020). Whole numbers below 2^45, so that no order of sums matters.
 *
 * @param query `tokens × dimensions`, row after row
 * @param passage the same; one token or more
 */
export function maxSim(query: Int8Array, passage: Int8Array, dimensions: number): number {
  let sum = 0;
  for (let asked = 0; asked < query.length; asked += dimensions) {
    let best = Number.NEGATIVE_INFINITY;
    for (let said = 0; said < passage.length; said += dimensions) {
      let product = 0;
      for (let j = 0; j < dimensions; j++) product += query[asked + j] * passage[said + j];
      if (product > best) best = product;
    }
    sum += best;
  }
  return sum;
}
