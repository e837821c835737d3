import { describe, expect, it } from 'vitest';
import { parseMarkdownPage } from '../../../../indexer/ingest/markdown-page.ts';
import { canonicalJson } from '../../../../src/bytes/canonical-json.ts';
import { ExactNumber } from '../../../../src/bytes/exact-number.ts';

const read = (source: string, id = 'notes/page.md') => parseMarkdownPage(source, id);

describe('the text of Markdown', () => {
  it.each([
    ['# One *two*\n\nthree\nfour', 'One two\n\nthree four'],
    ['- a\n- b\n  - c\n', 'a\nb\nc'],
    ['1. a\n2. b', 'a\nb'],
    ['- [x] done\n- [ ] open', 'done\nopen'],
    ['> quoted\n\nafter', 'quoted\n\nafter'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a | b\n1 | 2'],
    ['```js\nif (a < b)  {\n}\n```', 'if (a < b)  {\n}'],
    ['see `a  &amp; b`', 'see a &amp; b'],
    ['fish &amp; chips &copy; &#233; &nosuch;', 'fish & chips © é &nosuch;'],
    ['[words](x.md) ![picture](y.png) ~~gone~~', 'words picture gone'],
    ['a<br>b <em>c</em><!-- no --> d', 'a\nb c d'],
    ['<div>block <script>no()</script></div>\n\nafter', 'block\n\nafter'],
    ['a\\*b\\_c', 'a*b_c'],
    ['a  \nb', 'a\nb'],
    ['above\n\n---\n\nbelow', 'above\n\nbelow'],
  ])('of %j is %j', async (source, text) => {
    expect((await read(source)).text).toBe(text);
  });

  it('stays as it stands where a paragraph is nothing but thousands of emphasis marks, in little time', async () => {
    const source = '*a_ '.repeat(20_000).trim();
    expect((await read(source)).text).toBe(source);
  });
});

describe('the title of a Markdown page', () => {
  it('is that of the front matter, else the first heading, else none', async () => {
    expect((await read('---\ntitle: " Front "\n---\n# Head')).title).toBe('Front');
    expect((await read('text\n\n## *Head* `x`\n\n# Later')).title).toBe('Head x');
    expect((await read('Under\n=====\n')).title).toBe('Under');
    expect((await read('only text')).title).toBe('');
    expect((await read('---\ntitle: ""\n---\n# Head')).title).toBe('Head');
  });
});

describe('front matter', () => {
  it('gives title, date, url and language, and its other fields are metadata', async () => {
    const page = await read(
      '---\ntitle: A\ndate: 2024-01-31T10:00:00Z\nurl: https://example.org/\nlang: pt_BR\ntags: [a, b]\nrank: 3\n---\nbody\n',
    );
    expect(page).toEqual({
      title: 'A',
      text: 'body',
      date: '2024-01-31',
      url: 'https://example.org/',
      language: 'pt-br',
      links: undefined,
      metadata: { tags: ['a', 'b'], rank: 3 },
    });
  });

  it('reads numbers where text is wanted as they are written', async () => {
    expect(await read('---\ntitle: 1984\ndate: 2024\n---\n')).toMatchObject({ title: '1984', date: '2024-01-01' });
    expect((await read('---\ntitle: 0x10\n---\n')).title).toBe('0x10');
  });

  it('keeps numbers as they are written, where JSON writes them so', async () => {
    const { metadata } = await read('---\nid: 1234567890123456789\nversion: 1.10\nlist: [1e400, -0, 0x1F, 7]\n---\nx');
    expect(canonicalJson(metadata)).toBe('{"id":1234567890123456789,"list":[1e400,-0,31,7],"version":1.10}');
  });

  it('keeps a date and a language that cannot be read in the metadata', async () => {
    const page = await read('---\ndate: 31 May\nlanguage: English\n---\nx');
    expect(page.date).toBeUndefined();
    expect(page.language).toBeUndefined();
    expect(page.metadata).toEqual({ date: '31 May', language: 'English' });
  });

  it('ends at three dots as well', async () => {
    expect(await read('---\ntitle: A\n...\nbody')).toMatchObject({ title: 'A', text: 'body' });
  });

  it.each([
    ['comments of YAML only', '---\n# a\n# b\n---\nbody', {}],
    ['nothing', '---\n---\nbody', {}],
    ['YAML behind a byte order mark', '\ufeff---\na: b\n---\nbody', { metadata: { a: 'b' } }],
    ['TOML', '+++\ntitle = "A"\ndate = 2024-01-31\ntags = ["x"]\n+++\nbody', { title: 'A', date: '2024-01-31' }],
    ['TOML behind two marks', '\ufeff\ufeff+++\ntitle = 1984\n+++\nbody', { title: '1984' }],
    ['TOML of a comment', '+++\n# a\n+++\nbody', {}],
    ['JSON', '{\n"title": "A"\n}\nbody', { title: 'A' }],
  ])('may be %s', async (_, source, fields) => {
    expect(await read(source)).toMatchObject({ ...fields, text: 'body' });
  });

  it('keeps numbers as they are written', async () => {
    expect((await read('---\na: 1.10\nb: 1234567890123456789\nc: 7\n---\nx')).metadata).toEqual({
      a: new ExactNumber('1.10'),
      b: new ExactNumber('1234567890123456789'),
      c: 7,
    });
    const whole = { a: new ExactNumber('1234567890123456789') };
    expect((await read('+++\na = 1234567890123456789\n+++\nx')).metadata).toEqual(whole);
    expect((await read('{\n"a": 1234567890123456789\n}\nx')).metadata).toEqual(whole);
  });

  it.each(['+++\ntitle = "A"\nbody', '---\ntitle: A\nbody', '{\n"title": "A"\nbody', '{% include x %}\nbody'])(
    'is text where it is not closed: %j',
    async (source) => {
      expect(await read(source)).toMatchObject({ title: '', metadata: undefined });
      expect((await read(source)).text).toContain('body');
    },
  );

  it.each([
    ['+++\na = \n+++\nx', 2],
    ['+++\nb = 1\na = [1\n+++\nx', expect.any(Number)],
    [`+++\na = ${'['.repeat(9000)}\n+++\nx`, expect.any(Number)],
  ])('is FIELD_INVALID with its line when it is no TOML', async (source, line) => {
    await expect(read(source)).rejects.toThrow(expect.objectContaining({ code: 'FIELD_INVALID', line }));
  });

  it('is FIELD_INVALID where it is indented without end', async () => {
    await expect(read(`---\n${'- '.repeat(9000)}a\n---\nx`)).rejects.toThrow(
      expect.objectContaining({ code: 'FIELD_INVALID' }),
    );
  });

  it.each([
    '---\n\nA rule above\n\n---\n\ntext',
    '--- \nno end',
    'x\n---\ntitle: A\n---\n',
    '---\n- a\n- b\n---\ntext',
  ])('is none in %j', async (source) => {
    const page = await read(source);
    expect(page.metadata).toBeUndefined();
    expect(page.text).not.toBe('');
  });

  it('does not pollute objects by a field called __proto__', async () => {
    const { metadata } = await read('---\n__proto__: {polluted: 1}\na: {__proto__: {polluted: 2}}\n---\nx');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((metadata as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(metadata!)).toEqual(['__proto__', 'a']);
  });

  it('writes numbers that JSON lacks as text', async () => {
    expect((await read('---\na: .inf\nb: [.nan]\n---\nx')).metadata).toEqual({ a: 'Infinity', b: ['NaN'] });
  });

  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    .concat(Array.from({ length: 8 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`))
    .join('\n');
  it.each([
    ['is no YAML', 'a: [1, 2'],
    ['names a field twice', 'a: 1\na: 2'],
    ['has an alias without an anchor', 'a: *absent'],
    ['has a value that holds itself', 'a: &a [*a]'],
    ['has aliases that stand for gigabytes', bomb],
    ['is nested thousands deep', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('is FIELD_INVALID when it %s', async (_, yaml) => {
    await expect(read(`---\n${yaml}\n---\ntext`)).rejects.toThrow(expect.objectContaining({ code: 'FIELD_INVALID' }));
  });

  it('may use an alias as YAML means it', async () => {
    expect((await read('---\na: &x {b: 1}\nc: *x\n---\ntext')).metadata).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});

describe('the links of a Markdown page', () => {
  it('are ids and addresses in text order, each once, none to the page itself', async () => {
    const source = [
      '[a](a.md) [up](../b.md#part) [self](page.md) [here](#x) [a again](./a.md?x=1)',
      '[ref][r] <https://example.org/auto> https://example.org/bare [mail](mailto:a@b.c) <a href="c.html">c</a>',
      '',
      '[r]: /root.md "title"',
    ].join('\n');
    expect((await read(source)).links).toEqual([
      'notes/a.md',
      'b.md',
      'root.md',
      'https://example.org/auto',
      'https://example.org/bare',
      'notes/c.html',
    ]);
  });
});
