/** Numbers with a bar beside each: a table that can be read, and that shows at a glance which is the largest. */

import { groupDigits } from '../bytes/number-text.ts';
import { type Html, html } from './html.ts';

export interface BarRow {
  readonly name: Html | string;
  /** 0 … */
  readonly value: number;
}

/**
 * @param caption what is counted, above the table
 * @param heads of the two columns
 */
export function barTable(caption: string, heads: readonly [string, string], rows: readonly BarRow[]): Html {
  const most = rows.reduce((largest, { value }) => Math.max(largest, value), 0);
  return html`<table class="bars"><caption>${caption}</caption>
<thead><tr><th scope="col">${heads[0]}</th><th scope="col" class="number">${heads[1]}</th><td></td></tr></thead>
<tbody>${rows.map(
    ({ name, value }) =>
      html`<tr><th scope="row" dir="auto">${name}</th><td class="number">${groupDigits(value)}</td><td class="drawn">${bar(most === 0 ? 0 : value / most)}</td></tr>\n`,
  )}</tbody></table>`;
}

/** @param share 0 … 1 of the whole width */
export function bar(share: number): Html {
  const width = Number((Math.min(1, Math.max(0, share)) * 100).toFixed(2));
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="ground" width="100" height="6"/><rect class="value" width="${width}" height="6"/></svg>`;
}
