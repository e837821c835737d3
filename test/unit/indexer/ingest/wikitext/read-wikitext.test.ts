import { describe, expect, it } from 'vitest';
import { readWikitext } from '../../../../../indexer/ingest/wikitext/read-wikitext.ts';
import { WikiSite } from '../../../../../indexer/ingest/wikitext/wiki-site.ts';
import { MAX_WIKITEXT_NESTING } from '../../../../../src/limits.ts';

const SITE = new WikiSite({
  base: 'https://en.wikipedia.org/wiki/Main_Page',
  namespaces: [
    ['Datei', 6],
    ['Категория', 14],
  ],
});

function read(source: string) {
  return readWikitext(source, SITE, 'The page');
}

function textOf(source: string): string {
  return read(source).text;
}

describe('the text of a page of wikitext', () => {
  it.each([
    ['bold and italic', "'''Bold''' and ''italic'' and '''''both'''''", 'Bold and italic and both'],
    ['an apostrophe', "l'eau d''''Or''' it's", "l'eau d'Or it's"],
    ['a link', 'a [[sea inlet]] and [[fjord|some fjord]]s', 'a sea inlet and some fjords'],
    ['a link to a section', '[[Fjord#Sill|sill]] [[#Below|below]]', 'sill below'],
    ['a link that is shown with its colon', '[[:Category:Fjords]] [[:de:Fjord|German]]', 'Category:Fjords German'],
    ['an address', 'see [https://example.org/a?b=c the page] or [//example.org].', 'see the page or.'],
    ['an address in the brackets of a link', '[[https://example.org/ the page]]', 'the page'],
    ['a file', 'a[[File:X.jpg|thumb|A [[caption]] of {{lang|no|it}}]]b[[Datei:Y.png]]', 'ab'],
    ['a category and a link to another language', 'a[[Category:X]] b[[de:Fjord]]', 'a b'],
    ['references', 'a<ref>b {{cite|c}}</ref><ref name="d" /> e<REF>f</Ref>', 'a e'],
    ['a comment', 'a<!-- b -->c', 'ac'],
    ['a comment that is never closed', 'a <!-- b', 'a'],
    ['a comment in a line of its own', 'a\n<!-- b -->\nc', 'a c'],
    [
      'tags',
      'a <b>b</b> <span class="c">d</span> H<sub>2</sub>O 10<sup>6</sup> 19<sup>th</sup>',
      'a b d H2O 10^6 19th',
    ],
    ['what looks like a tag', 'a < b, <unknown>, 1<2>0', 'a < b, <unknown>, 1<2>0'],
    [
      'references of characters',
      '1&nbsp;km&ndash;2 &amp;lt; &#x41;&eacute; &unknown; AT&T',
      '1 km–2 &lt; Aé &unknown; AT&T',
    ],
    ['what is no wikitext', "<nowiki>[[a]] '''b'''</nowiki>", "[[a]] '''b'''"],
    ['mathematics', '<math>\\frac{a}{b}</math>', '\\frac{a}{b}'],
    ['braces of mathematics', '<math>{{a}}</math>', '{ {a} }'],
    ['switches', 'a __NOTOC__ b', 'a b'],
    ['paragraphs', 'a\nb\n\n\nc', 'a b\n\nc'],
    ['a line break', 'a<br />b', 'a\nb'],
    ['a list', '* a\n** b\n# c\n: d\n; e : f', '- a\n  - b\n- c\nd\ne : f'],
    ['a list of HTML', '<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['code', 'a<syntaxhighlight lang="c">\nif (a)\n  b || c;\n</syntaxhighlight>', 'a\n\nif (a)\n  b || c;'],
    ['a gallery', 'a<gallery>\nFile:X.jpg|caption\n</gallery>b', 'ab'],
    ['brackets whose content is dropped', 'Fjord ({{IPA|}}; {{x}}, born 1809) is () a', 'Fjord (born 1809) is a'],
    ['a box', '{{Infobox\n| a = {{b|c}}\n| d = [[e]]\n}}\nText', 'Text'],
    ['a template that is never closed', '{{Infobox | a = b\n\nText [[c]]', 'Infobox | a = b\n\nText c'],
    ['ends without a beginning', 'a}} b]] c}}}', 'a b c'],
    ['a link that is never closed', 'a [[b c\nd', 'a b c d'],
    ['a parameter', 'a {{{b|c}}} {{{d}}}', 'a c'],
  ])('reads %s', (_what, source, text) => {
    expect(textOf(source)).toBe(text);
  });

  it.each([
    ['{{convert|5|km|mi}}', '5 km'],
    ['{{convert|5|to|10|sqmi|km2}}', '5 to 10 sq mi'],
    ['{{convert|6|ft|2|in|cm|abbr=on}}', '6 ft 2 in'],
    ['{{lang|no|fjord}}', 'fjord'],
    ['{{lang-ru|Москва}}', 'Москва'],
    ['{{nihongo|Fuji|富士山|Fujisan|a mountain}}', 'Fuji (富士山, Fujisan)'],
    ["{{nowrap|a [[b]] ''c''}}", 'a b c'],
    ['{{Nowrap|1=a=b}}', 'a=b'],
    ['{{birth date|1950|1|2}}', 'January 2, 1950'],
    ['{{birth date and age|1950|01|02|df=yes}}', '2 January 1950'],
    ['{{circa|1900}}', 'c. 1900'],
    ['{{as of|2010|3|lc=y}}', 'as of March 2010'],
    ['{{frac|1|2}} {{frac|3|1|2}} {{frac|8}}', '1/2 3 1/2 1/8'],
    ['{{val|1.5|0.2|e=6|u=m}}', '1.5±0.2×10^6 m'],
    ['a{{ndash}}b{{mdash}}c{{nbsp}}d{{snd}}e', 'a–b—c d – e'],
    ['{{quote|To be.|Hamlet}}', 'To be. — Hamlet'],
    ['{{hlist|a|b}}', 'a · b'],
    ['{{PAGENAME}}', 'The page'],
    ['{{formatnum:1234}}', '1234'],
    ['{{#if:a|b|c}}{{mystery|a}}', ''],
    ['{{convert|{{convert|5|km}}|mi}}', '5 km'],
  ])('writes %s as a reader sees it', (source, text) => {
    expect(textOf(source).replace(/\s+/g, ' ')).toBe(text);
  });

  it('writes tables as rows, cells joined by bars, without attributes', () => {
    const source =
      '{| class="a"\n|+ style="b" | Caption\n! C !! d\n|-\n| e || f=1 | g\n|- h="i"\n| [[j|k]]\n* l\n* m\n| {{!}}\n|-\n| || n\n|}after';
    expect(textOf(source)).toBe('Caption\nC | d\ne | g\nk, l, m\n| n\n\nafter');
  });

  it('reads templates that are cells, and leaves attributes of cells without words', () => {
    const source = '{|\n| {{yes}} || colspan="2" {{no|Never}} || colspan="2" {{mystery}} || a=b c\n|}';
    expect(textOf(source)).toBe('Yes | Never | | a=b c');
  });

  it('reads on in the text where a table was never closed', () => {
    expect(textOf('{|\n| a\n== B ==\nc')).toBe('a\n\n## B\n\nc');
  });

  it('reads tables in tables as rows between the others', () => {
    expect(textOf('{|\n| a\n{|\n| b || c\n|}\n| d\n|}\ne')).toBe('a\nb | c\nd\n\ne');
  });

  it('keeps headings that something stands below, with their level', () => {
    const page = read('a\n== B ==\n=== C ===\nd\n== E ==\n{{reflist}}\n== F==\n* g');
    expect(page.text).toBe('a\n\n## B\n\n### C\n\nd\n\n## F\n\n- g');
    expect(page.sections).toEqual(['B', 'C', 'F']);
  });
});

describe('what a page of wikitext holds beside its text', () => {
  it('has links in the order of the text, each once, as addresses of titles', () => {
    const { links } = read(
      "[[sea_inlet#A|a]] [[Sea inlet]] {{main|Ice age|AT&T}} [[Murphy's law]] [[Wiktionary:x]] [[fr:y]] [[Été]]",
    );
    expect(links).toEqual([
      'https://en.wikipedia.org/wiki/Sea_inlet',
      'https://en.wikipedia.org/wiki/Ice_age',
      'https://en.wikipedia.org/wiki/AT%26T',
      'https://en.wikipedia.org/wiki/Murphy%27s_law',
      'https://en.wikipedia.org/wiki/%C3%89t%C3%A9',
    ]);
  });

  it('has no links of captions, and those of boxes', () => {
    expect(read('[[File:a|[[b]]]] {{Infobox|c=[[d]]}}').links).toEqual(['https://en.wikipedia.org/wiki/D']);
  });

  it('has categories, each once', () => {
    const { categories } = read('[[Category:fjords]] [[category: Fjords |*]] [[Category:Ice]] [[категория:лёд]]');
    expect(categories).toEqual(['Fjords', 'Ice', 'Лёд']);
  });

  it('tells lists of what a title may mean', () => {
    expect(read('{{disambiguation}}').isDisambiguation).toBe(true);
    expect(read('{{Place name disambiguation}}').isDisambiguation).toBe(true);
    expect(read('{{other uses}}').isDisambiguation).toBe(false);
  });
});

describe('hostile wikitext', () => {
  const nested = (open: string, close: string, times: number) => `${open.repeat(times)}a${close.repeat(times)}`;

  it('is expanded to the limit of nesting and passed over below it', () => {
    expect(textOf(`x${nested('{{nowrap|', '}}', MAX_WIKITEXT_NESTING)}y`)).toBe('xay');
    expect(textOf(`x${nested('{{nowrap|', '}}', MAX_WIKITEXT_NESTING + 1)}y`)).toBe('xy');
  });

  // Quadratic time would take hours for these.
  it.each([
    ['templates', nested('{{nowrap|', '}}', 200_000)],
    ['templates that are dropped', nested('{{x|', '}}', 200_000)],
    ['templates that are never closed', '{{x|'.repeat(300_000)],
    ['braces', '{'.repeat(1_000_000)],
    ['links', nested('[[x|', ']]', 200_000)],
    ['links that are never closed', '[['.repeat(500_000)],
    ['brackets', '[a '.repeat(400_000)],
    ['references that are never closed', '<ref>'.repeat(200_000)],
    ['tags that are never closed', '<b '.repeat(300_000)],
    ['comments', '<!-'.repeat(300_000)],
    ['arguments', `{{convert${'|1'.repeat(500_000)}}}`],
    ['empty arguments', `{{nowrap${'|'.repeat(1_000_000)}}}`],
    ['tables', '{|\n'.repeat(300_000)],
    ['cells', `{|\n|${'||'.repeat(500_000)}`],
    ['headings', '== a ==\n'.repeat(100_000)],
    ['signs of equality', `${'='.repeat(500_000)}\n=${'= '.repeat(300_000)}x`],
    ['quotes', `${"'".repeat(500_000)}a`],
    ['blanks', `(${' '.repeat(500_000)}x`],
    ['commas', `(${', '.repeat(300_000)}x${' ,'.repeat(300_000)}`],
    ['references of characters', '&#1'.repeat(300_000)],
    ['underlines', '_'.repeat(500_000)],
  ])('of a million characters is read: %s', (_what, source) => {
    expect(textOf(`begin ${source}`).startsWith('begin')).toBe(true);
  });

  it('leaves no marks of templates and links in nested ones', () => {
    expect(textOf(`x${nested('{{nowrap|[[a|', ']]}}', 10_000)}y`)).toBe('xay');
  });
});
