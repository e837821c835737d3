/**
 * The places 0 … count − 1 with the largest sizes above 0, largest first and then by place.
 *
 * @param size of a place, a non-negative integer; asked twice for each
 * @param top places at the most
 */
export function mostOf(count: number, size: (place: number) => number, top: number): number[] {
  const sizes = new Float64Array(count);
  for (let place = 0; place < count; place++) sizes[place] = size(place);
  const least = count > top ? sizes.slice().sort()[count - top] : 1;
  const chosen: number[] = [];
  for (let place = 0; place < count; place++) if (sizes[place] >= Math.max(1, least)) chosen.push(place);
  return chosen.sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, top);
}
