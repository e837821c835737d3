import { expect, it } from 'vitest';
import { acceptsHtml } from '../../../src/api/accepts-html.ts';

it.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['TEXT/HTML', true],
  ['application/json, text/html;q=0.5', true],
  ['text/html;level=1', true],
  ['text/html;q=0', false],
  ['text/html; q=0.000', false],
  ['*/*', false],
  ['text/*', false],
  ['application/json', false],
  ['', false],
  [undefined, false],
])('Accept: %s names HTML: %s', (accept, expected) => {
  expect(acceptsHtml(accept)).toBe(expected);
});
