/** Ticks of an axis from 0 that holds a value: 1, 2 or 5 times a power of ten apart, 3 to 6 of them behind 0. */
export interface Axis {
  readonly end: number;
  readonly ticks: readonly number[];
}

/** @param most above 0; 0 gives an axis to 1 */
export function axisTo(most: number): Axis {
  const aimed = most > 0 ? most : 1;
  let power = 1;
  while (power * 10 <= aimed) power *= 10;
  while (power > aimed) power /= 10;
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((each) => aimed / each <= 6) ?? 2 * power;
  const count = Math.ceil(aimed / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  return { end: ticks[count], ticks };
}

/** `12,345`, `0.25`: as people write numbers on an axis. */
export function tickLabel(value: number): string {
  const [whole, fraction] = String(Number(value.toPrecision(6))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function percentLabel(value: number): string {
  return `${tickLabel(value * 100)} %`;
}

/** A share as it is told in words: `12.34 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
