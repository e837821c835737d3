import { axisTo, tickLabel } from './axis.ts';
import { AREA, framePlot, label, type PlotTexts } from './plot-frame.ts';
import { element, escapeMarkup } from './svg-element.ts';

export interface Bar {
  readonly name: string;
  /** 0 … */
  readonly value: number;
}

/** Bars next to each other, each with its number above. @param bars one at least */
export function barPlot(texts: PlotTexts, bars: readonly Bar[]): string {
  const axis = axisTo(bars.reduce((most, { value }) => Math.max(most, value), 0));
  const height = AREA.bottom - AREA.top;
  const yOf = (value: number) => AREA.bottom - (value / axis.end) * height;
  const slot = (AREA.right - AREA.left) / bars.length;
  const width = slot * 0.76;
  const centreOf = (i: number) => AREA.left + (i + 0.5) * slot;
  const drawn = bars.flatMap(({ name, value }, i) => {
    const y = yOf(value);
    const bar = element(
      'rect',
      { class: 'bar', x: centreOf(i) - width / 2, y, width, height: AREA.bottom - y },
      element('title', {}, escapeMarkup(`${name}: ${tickLabel(value)}`)),
    );
    return [bar, label(shortNumber(value), centreOf(i), y - 5, 'value', 'middle')];
  });
  return framePlot(
    texts,
    bars.map(({ name }, i) => ({ at: centreOf(i), label: name })),
    axis.ticks.map((tick) => ({ at: yOf(tick), label: tickLabel(tick) })),
    ...drawn,
  );
}

/** Fits above a bar: `950`, `12.3k`, `4.1M`. */
function shortNumber(value: number): string {
  if (value < 10_000) return tickLabel(value);
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}
