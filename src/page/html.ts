/**
 * Markup that nothing foreign can get into: what stands in `html` templates is escaped, unless it is markup of such a template.
 *
 *     html`<a href="${url}">${title}</a>`
 *
 * Attributes have double quotes, and no template puts a value into a script, a style or the name of a tag.
 */
import { escapeMarkup } from '../bytes/escape-markup.ts';
import { escapeSign, MISLEADING_SIGNS } from '../bytes/misleading-signs.ts';

/** A piece of markup. Only `html` makes one, so that a text is never taken for it. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static of(strings: readonly string[], values: readonly Shown[]): Html {
    let markup = strings[0];
    for (let i = 0; i < values.length; i++) markup += write(values[i], strings[i].endsWith('="')) + strings[i + 1];
    return new Html(markup);
  }

  static write(value: Html): string {
    return value.#markup;
  }
}

/** What a template shows: texts and numbers escaped, markup as it is, lists one after the other, and nothing for the rest. */
export type Shown = Html | string | number | readonly Shown[] | null | undefined | false;

export function html(strings: TemplateStringsArray, ...values: readonly Shown[]): Html {
  return Html.of(strings, values);
}

/** A picture of `src/plots`, which escapes its texts itself. */
export function drawn(svg: string): Html {
  return Html.of([svg], []);
}

/** Nothing, where markup is expected. */
export const NOTHING = html``;

/** The markup itself, to be sent. */
export function writeHtml(value: Html): string {
  return Html.write(value);
}

/** Characters of it. */
export function markupLength(value: Html): number {
  return Html.write(value).length;
}

/** Characters that no page may hold, and that a browser would take for others. */
const NO_TEXT = /[^\P{Cc}\t\n\r]/gu;

/** Between tags they are shown as a terminal shows them; a value stays what it is. */
const MISLEADING = new RegExp(`[${MISLEADING_SIGNS}]`, 'g');

function write(value: Shown, isAttribute = false): string {
  if (value instanceof Html) return Html.write(value);
  if (typeof value === 'string') {
    const text = value.toWellFormed().replace(NO_TEXT, '\ufffd');
    return escapeMarkup(isAttribute ? text : text.replace(MISLEADING, escapeSign));
  }
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined || value === false) return '';
  return value.map((each) => write(each, isAttribute)).join('');
}
