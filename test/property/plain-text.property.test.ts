import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlainText } from '../../indexer/ingest/plain-text.ts';

type Written = readonly ['words' | 'verbatim' | 'line' | 'paragraph', string];

/** What is written, put together as it comes. */
function joinAtOnce(written: readonly Written[]): string {
  let text = '';
  let wanted = '';
  const want = (separator: string): void => {
    if (separator.length > wanted.length || (wanted === ' ' && separator === '\n')) wanted = separator;
  };
  const add = (words: string): void => {
    if (words === '') return;
    text += (text === '' ? '' : wanted) + words;
    wanted = '';
  };
  for (const [kind, words] of written) {
    if (kind === 'line') want('\n');
    else if (kind === 'paragraph') want('\n\n');
    else if (kind === 'verbatim') add(words);
    else {
      if (/^[ \t\r\n\f]/.test(words)) want(' ');
      add(words.replace(/[ \t\r\n\f]+/g, ' ').replace(/^ | $/g, ''));
      if (/[ \t\r\n\f]$/.test(words)) want(' ');
    }
  }
  return text;
}

const words = fc.string({ unit: fc.constantFrom('a', ...' \t\r\n\f\u00a0\v'), maxLength: 5 });
const written = fc.tuple(fc.constantFrom('words', 'words', 'verbatim', 'line', 'paragraph'), words);

it('a plain text is what was written, put together as it came', () => {
  fc.assert(
    fc.property(fc.array(written as fc.Arbitrary<Written>, { maxLength: 20 }), (all) => {
      const text = new PlainText();
      for (const [kind, part] of all) {
        if (kind === 'words') text.write(part);
        else if (kind === 'verbatim') text.writeVerbatim(part);
        else if (kind === 'line') text.endLine();
        else text.endParagraph();
      }
      expect(text.toString()).toBe(joinAtOnce(all));
    }),
  );
});
