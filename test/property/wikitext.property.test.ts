import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wtf from 'wtf_wikipedia';
import { readWikitext } from '../../indexer/ingest/wikitext/read-wikitext.ts';
import { WikiSite } from '../../indexer/ingest/wikitext/wiki-site.ts';

const SITE = new WikiSite({ base: 'https://en.wikipedia.org/wiki/Main_Page' });

const word = fc.constantFrom('fjord', 'ice', 'Harald', 'été', '1066', 'sea', 'deep', 'rock');
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((each) => each.join(' '));
const title = fc.constantFrom('Sea inlet', 'Glacier', 'Ice age', 'Ólafur', 'Sill (geology)');
const inline = fc.oneof(
  { weight: 4, arbitrary: words },
  title.map((name) => `[[${name}]]`),
  fc.tuple(title, words).map(([name, shown]) => `[[${name}|${shown}]]`),
  words.map((each) => `''${each}''`),
  words.map((each) => `'''${each}'''`),
  words.map((each) => `<!-- ${each} -->`),
  words.map((each) => `<ref>${each}</ref>`),
  words.map((each) => `{{Infobox thing|name=${each}}}`),
  words.map((each) => `<small>${each}</small>`),
  words.map((each) => `[https://example.org/x ${each}]`),
);
const line = fc.array(inline, { minLength: 1, maxLength: 6 }).map((each) => each.join(' '));
const block = fc.oneof(
  line,
  fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.map((each) => `* ${each}`).join('\n')),
  fc.tuple(words, line).map(([heading, text]) => `== ${heading} ==\n${text} end.`),
  fc
    .array(fc.array(words, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 })
    .map((rows) => `{| class="wikitable"\n${rows.map((cells) => `|-\n| ${cells.join(' || ')}`).join('\n')}\n|}`),
);
const page = fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => `Begin.\n\n${blocks.join('\n\n')}\n`);

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of wordsOf(text)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

describe('wikitext', () => {
  it('has every word, link and section that another reader finds in it', () => {
    fc.assert(
      fc.property(page, (source) => {
        const theirs = wtf(source);
        const ours = readWikitext(source, SITE, 'A page');
        const counts = countWords(ours.text);
        for (const [each, count] of countWords(theirs.text())) {
          expect([each, counts.get(each) ?? 0]).toEqual([each, expect.toSatisfy((found: number) => found >= count)]);
        }
        const pages = (theirs.links() as unknown as { page(): string | undefined }[]).flatMap(
          (link) => link.page() ?? [],
        );
        const leads = new Set(ours.links);
        expect(pages.filter((each) => !leads.has(SITE.urlOf(each) ?? ''))).toEqual([]);
        const sections = theirs
          .sections()
          .map((section) => section.title())
          .filter((name) => name !== '');
        expect(sections.filter((name) => !ours.sections.includes(name))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('of any marks is read as text, lines of which have no blanks at their ends', () => {
    const marks = fc.constantFrom(
      '{{',
      '}}',
      '[[',
      ']]',
      '|',
      '{|',
      '|}',
      '\n',
      '==',
      "'''",
      '<ref>',
      '</ref>',
      '<!--',
      'a',
      '{',
      '}',
      '[',
      ']',
      '-',
      '!',
      '*',
      ' ',
      '&amp;',
      '=',
      '<br>',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 60 }), (pieces) => {
        const { text } = readWikitext(pieces.join(''), SITE, 'A page');
        expect(text).toBe(text.trimEnd());
        expect(text.split('\n').filter((each) => each !== each.trimEnd())).toEqual([]);
        expect(text.split('\n\n\n')).toHaveLength(1);
        expect([...text].filter((each) => each < ' ' && each !== '\n')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
