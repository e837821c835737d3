/** Which words of an HTML page are its text: those of its article, or all. */

export const HTML_CHOICES = ['main', 'all'] as const;

export type HtmlChoice = (typeof HTML_CHOICES)[number];

export const DEFAULT_HTML: HtmlChoice = 'main';
