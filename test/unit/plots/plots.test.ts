import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { axisTo, percentLabel, tickLabel } from '../../../src/plots/axis.ts';
import { barPlot } from '../../../src/plots/bar-plot.ts';
import { linePlot } from '../../../src/plots/line-plot.ts';
import { AREA } from '../../../src/plots/plot-frame.ts';
import { standaloneSvg } from '../../../src/plots/standalone-svg.ts';
import { element, escapeMarkup } from '../../../src/plots/svg-element.ts';

const TEXTS = { id: 'p', title: 'A <b>', description: 'Told "so".', xName: 'x', yName: 'y' };
const numbers = (svg: string, tag: string, name: string) =>
  [...parseHTML(svg).document.querySelectorAll(tag)].map((each) => Number(each.getAttribute(name)));

describe('an axis', () => {
  it.each([
    [0, 1],
    [1, 1],
    [0.07, 0.08],
    [4, 4],
    [17, 20],
    [999, 1000],
    [24_875, 25_000],
    [0.9999, 1],
  ])('to %s ends at %s, with three to six steps', (most, end) => {
    const axis = axisTo(most);
    expect(axis.end).toBe(end);
    expect(axis.ticks[0]).toBe(0);
    expect(axis.ticks.length).toBeGreaterThanOrEqual(3);
    expect(axis.ticks.length).toBeLessThanOrEqual(7);
  });

  it('writes numbers with groups of three, and shares as percent', () => {
    expect([tickLabel(1234567), tickLabel(0.25), percentLabel(0.6), percentLabel(0.005)]).toEqual([
      '1,234,570',
      '0.25',
      '60 %',
      '0.5 %',
    ]);
  });
});

describe('a plot', () => {
  it('of bars is as high as its values, from the axis', () => {
    const svg = barPlot(TEXTS, [
      { name: 'a', value: 50 },
      { name: 'b', value: 100 },
      { name: 'c', value: 0 },
    ]);
    const heights = numbers(svg, 'rect.bar', 'height');
    expect(heights).toEqual([(AREA.bottom - AREA.top) / 2, AREA.bottom - AREA.top, 0]);
    expect(numbers(svg, 'rect.bar', 'y').map((y, i) => y + heights[i])).toEqual([
      AREA.bottom,
      AREA.bottom,
      AREA.bottom,
    ]);
  });

  it('of lines marks every point inside its area, higher for more', () => {
    const svg = linePlot(TEXTS, [
      {
        name: 'one',
        points: [
          [1, 0],
          [2, 0.5],
          [3, 1],
        ],
      },
    ]);
    expect(numbers(svg, 'circle', 'cy')).toEqual([AREA.bottom, (AREA.top + AREA.bottom) / 2, AREA.top]);
    const places = numbers(svg, 'circle', 'cx');
    expect(places.every((x, i) => x > AREA.left && x < AREA.right && (i === 0 || x > places[i - 1]))).toBe(true);
  });

  it('of one point or none is drawn too', () => {
    expect(linePlot(TEXTS, [{ name: 'one', points: [[7, 0.2]] }])).toContain('<circle');
    expect(linePlot(TEXTS, [{ name: 'one', points: [] }])).not.toMatch(/NaN|Infinity|<circle/);
    expect(barPlot(TEXTS, [{ name: 'a', value: 0 }])).not.toMatch(/NaN|Infinity/);
  });

  it('draws a long level stretch by its ends', () => {
    const points = Array.from({ length: 5000 }, (_, i) => [i + 1, i < 1000 ? 0 : i < 4000 ? 0.5 : 1] as const);
    const svg = linePlot(TEXTS, [{ name: 'one', points }]);
    const way = /points="([^"]+)"/.exec(svg)?.[1].split(' ') ?? [];
    const places = [0, 999, 1000, 3999, 4000, 4999];
    const alone = linePlot(TEXTS, [{ name: 'one', points: places.map((place) => points[place]) }]);
    expect(way).toHaveLength(6);
    expect(way).toEqual(/points="([^"]+)"/.exec(alone)?.[1].split(' '));
    expect(svg.length).toBeLessThan(5000);
  });

  it('names its lines where there are several, and tells them apart without colour', () => {
    const points = [
      [1, 0.1],
      [2, 0.2],
    ] as const;
    const svg = linePlot(TEXTS, [
      { name: 'one', points },
      { name: 'other', points },
    ]);
    expect(svg).toMatch(/>one<[\s\S]*>other</);
    expect(svg).toMatch(/class="mark second"/);
    expect(svg).toMatch(/class="line second"/);
  });

  it('has a title and a description for those who hear it, and whatever they hold is text', () => {
    const { document } = parseHTML(barPlot(TEXTS, [{ name: '<script>', value: 1 }]));
    const svg = document.querySelector('svg')!;
    expect(svg.getAttribute('role')).toBe('img');
    const [title, description] = svg.getAttribute('aria-labelledby')!.split(' ');
    expect(document.getElementById(title)!.textContent).toBe('A <b>');
    expect(document.getElementById(description)!.textContent).toBe('Told "so".');
    expect(document.querySelector('script')).toBeNull();
  });

  it('stands alone as one file with others', () => {
    const plot = barPlot(TEXTS, [{ name: 'a', value: 1 }]);
    const svg = standaloneSvg([plot, plot]);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg.match(/<svg /g)).toHaveLength(3);
    // No address but the name of the format: nothing is loaded.
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|href/);
  });
});

it('what no markup may hold is replaced', () => {
  expect(escapeMarkup('a\u0000b\ud800c<&>"\'')).toBe('a\ufffdb\ufffdc&#60;&#38;&#62;&#34;&#39;');
  expect(element('a', { x: 1 / 3, y: undefined, z: '"' })).toBe('<a x="0.33" z="&#34;"/>');
});
