/** Cosine of int8 vectors of one length; two without length are alike. */
export function vectorCosine(left: Int8Array, right: Int8Array): number {
  let [dot, leftSquare, rightSquare] = [0, 0, 0];
  for (let j = 0; j < left.length; j++) {
    dot += left[j] * right[j];
    leftSquare += left[j] * left[j];
    rightSquare += right[j] * right[j];
  }
  if (leftSquare === 0 || rightSquare === 0) return leftSquare === rightSquare ? 1 : 0;
  return dot / Math.sqrt(leftSquare * rightSquare);
}
