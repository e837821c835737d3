import { basename } from 'node:path';
import type { SessionAnalysis } from '../../library/session-analysis.ts';
import { PLOT_STYLE } from '../../plots/plot-style.ts';
import { plotsOf } from '../../plots/session-plots.ts';
import { element, escapeMarkup } from '../../plots/svg-element.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { type FigureGroup, figuresOf } from './session-figures.ts';

const STYLE = `${PLOT_STYLE}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 84rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p, footer { color: var(--quiet); max-width: 60rem; overflow-wrap: anywhere; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr)); gap: 1.5rem; margin: 1.5rem 0; }
figure { margin: 0; } figure svg { display: block; width: 100%; }
table { border-collapse: collapse; width: 100%; max-width: 60rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
th { font-weight: 400; color: var(--quiet); width: 20rem; }
@media print { body { max-width: none; padding: 0; } figure { break-inside: avoid; } }
`;

/**
 * An analysis as one page of HTML: figures as tables, plots as SVG in it. It loads nothing and runs nothing, and its policy says so;
 * files are named without their folders. Equal analyses give equal bytes.
 */
export function sessionPage(analysis: SessionAnalysis): string {
  const names = analysis.logs.map(({ file }) => basename(file)).join(', ');
  const figures = figuresOf(analysis);
  const plots = plotsOf(analysis.summary).map((plot) => element('figure', {}, plot));
  const parts = [
    element('h1', {}, `Sessions of ${escapeMarkup(names)}`),
    element(
      'p',
      {},
      'Measured by rule, without a model. What each figure means: docs/experiments/measures.md of stillweb.',
    ),
    element('div', { class: 'plots' }, ...plots),
    ...figures.flatMap(describeGroup),
    element('footer', {}, element('p', {}, `stillweb ${escapeMarkup(SOFTWARE_VERSION)}`)),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sessions of ${escapeMarkup(names)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

function describeGroup({ heading, rows }: FigureGroup): string[] {
  const cells = rows.map(([name, value]) =>
    element('tr', {}, element('th', { scope: 'row' }, escapeMarkup(name)), element('td', {}, escapeMarkup(value))),
  );
  return [element('h2', {}, escapeMarkup(heading)), element('table', {}, element('tbody', {}, ...cells))];
}
