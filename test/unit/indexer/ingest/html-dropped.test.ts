import { describe, expect, it } from 'vitest';
import { parseHtmlPage } from '../../../../indexer/ingest/html-page.ts';

const textOf = (source: string) => parseHtmlPage(source, 'a.html', undefined, 'all').text;
const behind = (element: string) => textOf(`<!doctype html><body><div>${element}</div><p>behind`);

describe('an element whose content is dropped and that nobody closes', () => {
  it.each(['video', 'audio', 'canvas', 'datalist', 'noscript', 'object', 'template', 'svg'])(
    'ends with its parent: %s',
    (name) => {
      expect(behind(`<${name}>inside`)).toBe('behind');
      expect(behind(`<${name} a="b"><g>inside`)).toBe('behind');
      expect(textOf(`<body><ul><li><${name}>inside<li>second</ul>behind`)).toMatch(/behind$/);
    },
  );

  it.each(['iframe', 'noembed', 'noframes', 'title', 'textarea', 'xmp'])(
    'has no content where it is raw text: %s',
    (name) => {
      expect(behind(`<${name} src=x>`)).toBe('behind');
      expect(textOf(`<${name}><p>behind`)).toBe('behind');
    },
  );

  it.each(['script', 'style'])('is all the rest where it is %s', (name) => {
    expect(behind(`before<${name}>let a = 1;`)).toBe('before');
  });

  it('ends in table cells, list entries and headings too', () => {
    expect(textOf('<table><tr><td><video src=a><td>cell<tr><td>row</table>')).toBe('cell\nrow');
    expect(textOf('<dl><dt><audio><dd>meaning</dl>')).toBe('meaning');
    expect(textOf('<table><tr><td><svg><path d=""/><td>cell<tr><td>row</table>')).toBe('cell\nrow');
    expect(textOf('<h1><canvas></h1>title')).toBe('title');
    expect(textOf('<table><video>x</table>behind')).toBe('behind');
  });

  it('gives back what closed formatting takes out of it', () => {
    expect(textOf('<body><b><video><p>out</b>side')).toBe('outside');
    expect(parseHtmlPage('<body><i><audio><div><a href="b.html">x</i>y', 'a.html').links).toEqual(['b.html']);
  });

  it('keeps the title, the links and the pages behind it', () => {
    const page = parseHtmlPage(
      '<head><noscript><img src=x></noscript><title>T</title><body><div><svg></div><a href="b.html">',
      'a.html',
    );
    expect(page).toMatchObject({ title: 'T', links: ['b.html'] });
  });

  it('is dropped to its own end where it has one', () => {
    expect(textOf('<div><object><p>x</object><object><param>y</object></div>behind')).toBe('behind');
    expect(textOf('<p>a<video><source>x</video>b')).toBe('ab');
    // In the head it ends with the first word, as browsers have it.
    expect(textOf('<noscript><link></noscript><noscript>n<p>n</noscript>b')).toBe('n\n\nnb');
    expect(textOf('<body><noscript>n<p>n</noscript>b')).toBe('b');
  });
});

describe('the end tag of a dropped element', () => {
  it.each(['video', 'audio', 'canvas', 'datalist', 'noscript', 'object', 'template'])(
    'ends it whatever is open in it: %s',
    (name) => {
      for (const inside of [
        '<p>in',
        '<div><b>in',
        '<table><tr><td>in',
        '<ul><li>in',
        '<select><option>in',
        name === 'template' ? '<b>in' : '<template><p>in',
      ]) {
        expect(textOf(`<body>a<${name}>${inside}</${name}>b`)).toMatch(/^a\s*b$/);
      }
    },
  );

  it('ends drawings and ruby too', () => {
    expect(textOf('<body>a<svg><foreignObject><div>in</svg>b')).toMatch(/^a\s*b$/);
    expect(textOf('<body>a<ruby>漢<rt><p>kan</ruby>b')).toMatch(/^a漢\s*b$/);
  });

  it('is passed over where none is open', () => {
    expect(textOf('a</video>b</svg></ruby></object></noscript></template>c')).toBe('abc');
  });
});

describe('an element that is closed as in XML', () => {
  it.each([
    'video',
    'audio',
    'canvas',
    'svg',
    'noscript',
    'datalist',
    'object',
    'template',
    'script',
    'style',
    'iframe',
    'title',
  ])('has no content: <%s/>', (name) => {
    expect(behind(`<${name} src="a"/>`)).toBe('behind');
    expect(textOf(`<body><${name}/>behind`)).toBe('behind');
    expect(textOf(`<body><${name}/>one<${name}/>two<${name}></${name}>`)).toBe('onetwo');
  });

  it('is opened all the same where its end tag is next', () => {
    expect(textOf('<script src="a"/>let a;</script>b')).toBe('b');
    expect(textOf('<video/><source>old browser</video>b')).toBe('b');
  });

  it.each(['<?xml version="1.0"?>', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">'])(
    'has no content in a page that begins with %s',
    (head) => {
      const page = parseHtmlPage(
        `${head}<html><head><title/><script src="a"/></head><body>b<a id="x"/><script>c</script>`,
        'a.html',
      );
      expect(page).toMatchObject({ title: '', text: 'b' });
    },
  );
});

describe('a page with a frameset', () => {
  it('has the text of the body beside it', () => {
    expect(textOf('<html><frameset><frame src=a></frameset><body>text')).toBe('text');
  });
});

describe('ruby', () => {
  it.each([
    ['<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>', '漢字'],
    ['<ruby>漢<rt>kan字<rt>ji</ruby>です', '漢です'],
    ['<ruby>漢<rt>kan<rb>字<rt>ji</ruby>です', '漢字です'],
    ['<ruby><rb>旧<rb>金<rb>山<rt>jiù<rt>jīn<rt>shān<rtc>San Francisco</ruby>', '旧金山'],
    ['<ruby><ruby>東<rt>tou</rt></ruby>南<rt>nan</rt></ruby>の方', '東南の方'],
    ['私は<ruby>\n 東 <rp>(</rp><rt>tou</rt><rp>)</rp>\n 京 <rt>kyou</rt>\n</ruby>に', '私は東京に'],
    ['<ruby>\n<rb>𠮟</rb>\n<rb>る</rb>\n<rt>shika</rt></ruby> x', '𠮟る x'],
    ['<ruby>New <rt>a</rt> York <rt>b</rt></ruby> <ruby>서울 시<rt>c</rt></ruby>', 'New York 서울 시'],
    ['<p><ruby>打<rt>た</p><p>behind', '打\n\nbehind'],
    ['no ruby <rt>around</rt> it', 'no ruby around it'],
  ])('%s is %s', (source, text) => {
    expect(textOf(source)).toBe(text);
  });
});
