import { drawn, type Html, html } from './html.ts';

/** A plot beside text. On a narrow screen it stays large enough to be read, and is moved sideways, by keyboard too. */
export function figure(svg: string): Html {
  return html`<figure class="wrap" tabindex="0">${drawn(svg)}</figure>`;
}
