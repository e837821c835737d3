import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, html, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { parseHtmlPage } from '../../indexer/ingest/html-page.ts';

const DROPPED = new Set(
  'script style template noscript iframe noembed noframes svg object canvas audio video datalist'.split(' '),
);
const READINGS = new Set(['rt', 'rp', 'rtc']);

/** The words that the whole tree of the reference parser shows; each word of a test stands once. */
function visibleWords(source: string): string[] {
  const words: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node, isInRuby: boolean): void => {
    if (node.nodeName === '#text') words.push(...wordsOf((node as DefaultTreeAdapterTypes.TextNode).value));
    if (DROPPED.has(node.nodeName) || (isInRuby && READINGS.has(node.nodeName))) return;
    if (node.nodeName === 'title' && (node as DefaultTreeAdapterTypes.Element).namespaceURI === html.NS.HTML) return;
    if (!('childNodes' in node)) return;
    for (const child of node.childNodes) walk(child, isInRuby || node.nodeName === 'ruby');
  };
  walk(parse(source, { scriptingEnabled: false }), false);
  return words.sort();
}

function wordsOf(text: string): string[] {
  return text.match(/w\d+z/g) ?? [];
}

function readWords(source: string): string[] {
  return wordsOf(parseHtmlPage(source, 'a.html', undefined, 'all').text).sort();
}

const MESSY = (
  'p div span b i a li ul ol table tr td th caption colgroup tbody section h1 h2 pre em nobr button form select option ' +
  'optgroup ruby rb rt rp rtc video audio canvas datalist math mi mtext foreignObject desc br hr img input body ' +
  'html head dl dd dt address details summary applet marquee font code label fieldset'
).split(' ');
const RAW = ['title', 'script', 'style', 'iframe', 'noembed', 'noframes', 'textarea', 'xmp'];
/** Those whose text is not shown: what stands in the others is text letter by letter, with tags that are no tags. */
const HIDDEN = RAW.filter((name) => name !== 'textarea' && name !== 'xmp');
/** Those whose end tag ends them whatever is open in them, where the reference parser passes it over. */
const ENDED = ['video', 'audio', 'canvas', 'datalist', 'svg', 'ruby', 'rt', 'rp', 'rtc'];
const WALLS = ['object', 'template', 'noscript'];

const word = fc.constant('w#z ');
const startOf = (names: readonly string[]) => fc.constantFrom(...names).map((name) => `<${name}>`);
const endOf = (names: readonly string[]) => fc.constantFrom(...names).map((name) => `</${name}>`);
const closed = fc
  .tuple(fc.constantFrom(...RAW), fc.constantFrom('w#z', 'w#z<b>', '<p>w#z</p>w#z', ''))
  .map(([name, text]) => `<${name}>${text}</${name}>`);
const walled = fc
  .tuple(
    fc.constantFrom('object', 'template'),
    fc.array(fc.oneof(word, startOf(['p', 'b', 'video', 'td', 'a'])), { maxLength: 4 }),
  )
  .map(([name, parts]) => `<${name}>${parts.join('')}</${name}>`);
const messy = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 4, arbitrary: startOf(MESSY) },
  { weight: 3, arbitrary: endOf(MESSY.filter((name) => !ENDED.includes(name))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('<!-- w#z -->', '&amp;', '<a href="x">', '<font size=1>', '<font size=2>', '\n'),
  },
);
const wild = fc.oneof(
  messy,
  startOf([...HIDDEN, ...WALLS, 'svg', 'frameset']),
  endOf([...ENDED, ...HIDDEN, ...WALLS, 'frameset']),
  fc.constantFrom(...WALLS, 'video', 'svg', 'p').map((name) => `<${name}/>`),
);

function sourceOf(parts: readonly string[]): string {
  let count = 0;
  return parts.join('').replaceAll('#', () => String(count++));
}

describe('the text of messy HTML', () => {
  it('is what the tree of the reference parser shows', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: messy }, closed), { maxLength: 40 }), (parts) => {
        const source = sourceOf(parts);
        expect(readWords(source)).toEqual(visibleWords(source));
      }),
      { numRuns: 3000 },
    );
  });

  it('is that with objects and templates that are closed, too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: messy }, closed, walled), { maxLength: 30 }), (parts) => {
        const source = `<body>${sourceOf(parts)}`;
        expect(readWords(source)).toEqual(visibleWords(source));
      }),
      { numRuns: 2000 },
    );
  });

  it('loses no word of it, whatever is left open', () => {
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 30 }), (parts) => {
        const source = sourceOf(parts);
        expect(readWords(source)).toEqual(expect.arrayContaining(visibleWords(source)));
      }),
      { numRuns: 3000 },
    );
  });
});
