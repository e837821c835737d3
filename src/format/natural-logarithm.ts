/**
 * Natural logarithm from + − × ÷ alone, so that every machine and every Node version gets the same bits.
 *
 * `Math.log` is an approximation that each engine may choose; the impacts of an index must not depend on it.
 * x = m × 2^e with m in [√½, √2), ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)), the series cut where a term is below
 * 2^-60 of the sum. Error under 2 units in the last place.
 *
 * @param x a finite number > 0
 */
export function naturalLogarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  // Halving and doubling are exact.
  while (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return exponent * Math.LN2 + 2 * s * sum;
}
