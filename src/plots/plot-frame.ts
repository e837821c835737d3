import { element, escapeMarkup } from './svg-element.ts';

/** What stands around every plot: its size, its titles for those who hear it, gridlines and the names of axes. */

export const WIDTH = 640;
export const HEIGHT = 340;
/** Where the data is drawn, in pixels. */
export const AREA = { left: 64, right: 624, top: 56, bottom: 284 } as const;

export interface PlotTexts {
  /** One for each plot of a page; letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is seen, in a sentence: read aloud. */
  readonly description: string;
  readonly xName: string;
  readonly yName: string;
}

export interface Tick {
  /** Pixels. */
  readonly at: number;
  readonly label: string;
}

/** @param inside markup of the data, drawn above the grid */
export function framePlot(
  { id, title, description, xName, yName }: PlotTexts,
  xTicks: readonly Tick[],
  yTicks: readonly Tick[],
  ...inside: readonly string[]
): string {
  const middle = (AREA.left + AREA.right) / 2;
  const centre = (AREA.top + AREA.bottom) / 2;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'plot',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
    },
    element('title', { id: `${id}-title` }, escapeMarkup(title)),
    element('desc', { id: `${id}-description` }, escapeMarkup(description)),
    label(title, AREA.left, 22, 'heading', 'start'),
    ...yTicks.flatMap(({ at, label: text }) => [
      element('line', { class: 'grid', x1: AREA.left, x2: AREA.right, y1: at, y2: at }),
      label(text, AREA.left - 8, at + 4, 'tick', 'end'),
    ]),
    ...xTicks.map(({ at, label: text }) => label(text, at, AREA.bottom + 18, 'tick', 'middle')),
    ...inside,
    element('line', { class: 'axis', x1: AREA.left, x2: AREA.right, y1: AREA.bottom, y2: AREA.bottom }),
    label(xName, middle, HEIGHT - 14, 'name', 'middle'),
    label(yName, 16, centre, 'name', 'middle', `rotate(-90 16 ${centre})`),
  );
}

/** @param anchor of the text at its place */
export function label(
  text: string,
  x: number,
  y: number,
  kind: string,
  anchor: 'start' | 'middle' | 'end',
  transform?: string,
): string {
  return element('text', { class: kind, x, y, 'text-anchor': anchor, transform }, escapeMarkup(text));
}
