import { axisTo, percentLabel, tickLabel } from './axis.ts';
import { AREA, framePlot, label, type PlotTexts, type Tick } from './plot-frame.ts';
import { element, escapeMarkup } from './svg-element.ts';

export interface Series {
  readonly name: string;
  /** In ascending order of x; y is a share of 0 … 1. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines are told apart by colour, by dashes and by their marks; so many are drawn at most. */
const KINDS = ['first', 'second', 'third'] as const;
/** Beyond this the marks of a line touch. */
const MARKED_POINTS = 60;
const X_TICKS = 10;

/** Shares over whole numbers from 1, as lines; a third of the height at least is always shown. @param series one to three */
export function linePlot(texts: PlotTexts, series: readonly Series[]): string {
  const points = series.flatMap((each) => each.points);
  const [first, last] = points.reduce(
    ([low, high], [x]) => [Math.min(low, x), Math.max(high, x)],
    [points[0]?.[0] ?? 1, points[0]?.[0] ?? 1],
  );
  const axis = axisTo(Math.max(0.01, ...points.map(([, y]) => y)));
  const xOf = (x: number) =>
    last === first
      ? (AREA.left + AREA.right) / 2
      : AREA.left + 12 + ((x - first) / (last - first)) * (AREA.right - AREA.left - 24);
  const yOf = (y: number) => AREA.bottom - (y / axis.end) * (AREA.bottom - AREA.top);
  return framePlot(
    texts,
    xTicks(first, last, xOf),
    axis.ticks.map((tick) => ({ at: yOf(tick), label: percentLabel(tick) })),
    ...series.flatMap((each, i) => [...drawSeries(each, KINDS[i], xOf, yOf), ...drawKey(each.name, i, series.length)]),
  );
}

function drawSeries(
  { name, points }: Series,
  kind: (typeof KINDS)[number],
  xOf: (x: number) => number,
  yOf: (y: number) => number,
): string[] {
  const way = corners(points)
    .map(([x, y]) => `${xOf(x).toFixed(2)},${yOf(y).toFixed(2)}`)
    .join(' ');
  const line = points.length > 1 ? [element('polyline', { class: `line ${kind}`, points: way })] : [];
  if (points.length > MARKED_POINTS) return line;
  const marks = points.map(([x, y]) => {
    const told = element('title', {}, escapeMarkup(`${name}, ${tickLabel(x)}: ${percentLabel(Number(y.toFixed(4)))}`));
    return drawMark(kind, xOf(x), yOf(y), told);
  });
  return [...line, ...marks];
}

/** Points on a level stretch say nothing of a line that its ends do not: a long session finds little, and its plot stays small. */
function corners(points: Series['points']): Series['points'] {
  return points.filter(([, y], i) => points[i - 1]?.[1] !== y || points[i + 1]?.[1] !== y);
}

function drawMark(kind: (typeof KINDS)[number], x: number, y: number, told: string): string {
  if (kind === 'first') return element('circle', { class: `mark ${kind}`, cx: x, cy: y, r: 3.5 }, told);
  if (kind === 'second') {
    return element('rect', { class: `mark ${kind}`, x: x - 3.2, y: y - 3.2, width: 6.4, height: 6.4 }, told);
  }
  return element('path', { class: `mark ${kind}`, d: `M${x.toFixed(2)} ${(y - 4).toFixed(2)}l4 7h-8z` }, told);
}

/** Names of lines in a row above the data, where there is more than one. */
function drawKey(name: string, place: number, count: number): string[] {
  if (count === 1) return [];
  const x = AREA.left + place * 190;
  const y = AREA.top - 14;
  const kind = KINDS[place];
  return [
    element('line', { class: `line ${kind}`, x1: x, x2: x + 26, y1: y, y2: y }),
    drawMark(kind, x + 13, y, ''),
    label(name, x + 32, y + 4, 'key', 'start'),
  ];
}

/** Whole numbers, about ten of them, the first one always. */
function xTicks(first: number, last: number, xOf: (x: number) => number): Tick[] {
  const span = last - first;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => span / each <= X_TICKS) ?? 2000;
  const ticks = [first];
  for (let at = Math.floor(first / step + 1) * step; at <= last; at += step) {
    if (at - first >= step / 2 || step === 1) ticks.push(at);
  }
  return ticks.map((tick) => ({ at: xOf(tick), label: tickLabel(tick) }));
}
