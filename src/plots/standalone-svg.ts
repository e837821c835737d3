import { HEIGHT, WIDTH } from './plot-frame.ts';
import { PLOT_STYLE } from './plot-style.ts';
import { element } from './svg-element.ts';

/** Plots below each other as one file of SVG, with its own style and ground. @param plots of `framePlot` */
export function standaloneSvg(plots: readonly string[]): string {
  const height = plots.length * HEIGHT;
  const placed = plots.map((plot, i) =>
    plot.replace('<svg ', `<svg x="0" y="${i * HEIGHT}" width="${WIDTH}" height="${HEIGHT}" `),
  );
  const style = element('style', {}, PLOT_STYLE.replaceAll(':root', 'svg'));
  const ground = element('rect', { width: WIDTH, height, fill: 'var(--ground)' });
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, style, ground, ...placed)}\n`;
}
