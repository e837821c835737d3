import { describe, expect, it } from 'vitest';
import { baseOfFile } from '../../../../indexer/ingest/link-base.ts';
import { LinkList } from '../../../../indexer/ingest/link-list.ts';
import { resolveLink } from '../../../../indexer/ingest/link-target.ts';
import { PageFault } from '../../../../indexer/ingest/page-fault.ts';
import { PageNames } from '../../../../indexer/ingest/page-names.ts';
import { MAX_ADDRESS_CHARACTERS, MAX_PAGE_LINK_CHARACTERS } from '../../../../src/limits.ts';

describe('the target of a link', () => {
  it.each([
    ['b.md', 'b.md'],
    ['./b.md', 'docs/b.md'],
    ['sub/b.md', 'docs/sub/b.md'],
    ['../b.md', 'b.md'],
    ['../x/../b.md', 'b.md'],
    ['/b.md', 'b.md'],
    ['b.md#part', 'docs/b.md'],
    ['b.md?x=1#part', 'docs/b.md'],
    ['b%20c.md', 'docs/b c.md'],
    ['%C3%A9.md', 'docs/é.md'],
    ['100%.md', 'docs/100%.md'],
    [' b.md\n', 'docs/b.md'],
    ['b//c.md', 'docs/b/c.md'],
    ['b%20c%.md', 'docs/b c%.md'],
    ['b%E9.md', 'docs/b%E9.md'],
    ['sub\\b.md', 'docs/sub/b.md'],
    ['b.\nmd', 'docs/b.md'],
    ['guide/', 'docs/guide'],
    ['https://example.org/a#b', 'https://example.org/a#b'],
    ['HTTP://example.org', 'HTTP://example.org'],
  ])('of %j in docs/a.md is %j', (href, target) => {
    expect(resolveLink(href, baseOfFile(href === 'b.md' ? 'a.md' : 'docs/a.md'))).toBe(target);
  });

  it.each([
    '#part',
    '?x',
    '',
    '../../b.md',
    '/..',
    '//example.org/a',
    'mailto:a@example.org',
    'data:,x',
    'javascript:x',
    'b%00.md',
    '..',
    '%2e%2e/%2e%2e/b.md',
    '..%2f..%2fb.md',
    '\\..\\b.md',
  ])('of %j is none', (href) => {
    expect(resolveLink(href, baseOfFile('docs/a.md'))).toBeNull();
  });
});

function pagesOf(...names: string[]): PageNames {
  const pages = new PageNames();
  for (const name of names) pages.add(name);
  return pages;
}

const find = (href: string, pages: PageNames, id = 'docs/a.md') => resolveLink(href, baseOfFile(id), pages);

describe('a link among the pages of a collection', () => {
  it.each([
    ['guide/', 'docs/guide/index.html'],
    ['guide', 'docs/guide/index.html'],
    ['./guide/?v=2#top', 'docs/guide/index.html'],
    ['../docs/guide/.', 'docs/guide/index.html'],
    ['guide/x/..', 'docs/guide/index.html'],
    ['/docs/guide/', 'docs/guide/index.html'],
    ['guide/setup', 'docs/guide/setup.md'],
    ['guide/setup/', 'docs/guide/setup.md'],
    ['sub/', 'docs/sub/README.md'],
    ['.', 'docs/index.htm'],
    ['', null],
    ['..', 'index.html'],
    ['/', 'index.html'],
    ['Guide/', 'docs/Guide'],
    ['guide/readme.md', 'docs/guide/readme.md'],
  ])('%j leads to %j', (href, target) => {
    const names = ['docs/guide/setup.md', 'docs/guide/index.html', 'docs/guide/index.md', 'docs/sub/README.md'];
    expect(find(href, pagesOf(...names, 'docs/index.htm', 'index.html'))).toBe(target);
  });

  it('means the file before the folder, unless it ends as a folder does', () => {
    const pages = pagesOf('docs/guide.md', 'docs/guide.html', 'docs/guide/index.html', 'docs/b', 'docs/b.html');
    expect(find('guide', pages)).toBe('docs/guide.html');
    expect(find('guide/', pages)).toBe('docs/guide/index.html');
    expect(find('b', pages)).toBe('docs/b');
    expect(find('b.html', pages)).toBe('docs/b.html');
  });

  it.each(['café.html', 'サービス.md', 'Å.md'])('finds %s whichever way it is normalised', (name) => {
    for (const [link, file] of [['NFC', 'NFD'] as const, ['NFD', 'NFC'] as const]) {
      const target = `docs/${name.normalize(file)}`;
      expect(find(encodeURI(name.normalize(link)), pagesOf(target))).toBe(target);
      expect(find(name.normalize(link).replace(/\.\w+$/, ''), pagesOf(target))).toBe(target);
    }
  });

  it('takes the name that is written, where there is one of each form, and else the first', () => {
    const [composed, decomposed] = ['docs/é.md', 'docs/e\u0301.md'];
    const both = pagesOf(composed, decomposed);
    expect(find('e\u0301.md', both)).toBe(decomposed);
    expect(find('é.md', both)).toBe(composed);
    expect(find('a.html', pagesOf('docs/a.html.zst', 'docs/a.html.bz2'))).toBe('docs/a.html.bz2');
  });

  it('is decoded, unless the name itself is written with escapes', () => {
    expect(find('b%20c.md', pagesOf('docs/b c.md', 'docs/b%20c.md'))).toBe('docs/b c.md');
    expect(find('b%20c.md', pagesOf('docs/b%20c.md'))).toBe('docs/b%20c.md');
    expect(find('what%3F.md', pagesOf('docs/what?.md'))).toBe('docs/what?.md');
  });

  it('never leaves the folder', () => {
    expect(find('../../docs/', pagesOf('docs/index.html'))).toBeNull();
    expect(find('/../', pagesOf('index.html'))).toBeNull();
  });
});

describe('the base of a page', () => {
  const linksOf = (base: string, href: string, pages?: PageNames, id = 'docs/a.html') => {
    const links = new LinkList(id, pages);
    links.add(href);
    links.setBase(base);
    links.setBase('/second/');
    return links.toArray();
  };

  it.each([
    ['/', 'b.html', 'b.html'],
    ['..', 'b.html', 'b.html'],
    ['sub/', 'b.html', 'docs/sub/b.html'],
    ['sub/page.html', 'b.html', 'docs/sub/b.html'],
    ['../../out/', 'b.html', 'docs/b.html'],
    ['data:,x', 'b.html', 'docs/b.html'],
    ['https://example.org/x/', 'b.html?q#f', 'https://example.org/x/b.html?q#f'],
    ['https://example.org/x/', '/b.html', 'https://example.org/b.html'],
    ['//example.org/x/', '../b.html', 'https://example.org/b.html'],
    ['https://example.org/x/', 'http://other.example/', 'http://other.example/'],
  ])('%j takes %j to %j', (base, href, target) => {
    expect(linksOf(base, href)).toEqual([target]);
  });

  it('leads to the copy of a page where the folder is a copy of the site', () => {
    const pages = pagesOf('docs/b/index.html', 'c.html');
    expect(linksOf('https://example.org/en/docs/', 'b/', pages)).toEqual(['docs/b/index.html']);
    expect(linksOf('https://example.org/en/docs/a.html', '/en/c', pages)).toEqual(['c.html']);
    expect(linksOf('https://example.org/', 'docs/b/', pages)).toEqual(['docs/b/index.html']);
    expect(linksOf('https://example.org/en/docs/', '/c.html', pages)).toEqual(['https://example.org/c.html']);
    expect(linksOf('https://example.org/elsewhere/', 'c.html', pages)).toEqual([
      'https://example.org/elsewhere/c.html',
    ]);
  });

  it('makes no links of fragments and of schemes that are not of the web', () => {
    for (const href of ['#x', 'mailto:a@example.org', 'javascript:x']) {
      expect(linksOf('https://example.org/', href)).toBeUndefined();
      expect(linksOf('/', href)).toBeUndefined();
    }
  });
});

describe('a fragment or a query alone', () => {
  const linksOf = (base: string, href: string, pages = pagesOf('docs/a.html', 'docs/sub/index.html', 'index.html')) => {
    const links = new LinkList('docs/a.html', pages);
    links.setBase(base);
    links.add(href);
    return links.toArray();
  };

  it.each([
    ['sub/', '#part', 'docs/sub/index.html'],
    ['/', '#part', 'index.html'],
    ['sub/other.html', '#part', 'docs/sub/other.html'],
    ['/', '?page=2#part', 'index.html'],
    ['sub/', ' ', 'docs/sub/index.html'],
  ])('is of what the base %j names: %j', (base, href, target) => {
    expect(linksOf(base, href)).toEqual([target]);
  });

  it.each(['a.html', './a.html', '', '#top', 'data:,x', 'https://example.org/x/'])(
    'is of the page itself where the base is %j',
    (base) => {
      expect(linksOf(base, '#part')).toBeUndefined();
    },
  );
});

describe('a base that makes long links of short ones', () => {
  const listOf = (base: string, count: number) => {
    const links = new LinkList('a.html');
    links.setBase(base);
    for (let link = 0; link < count; link += 1) links.add(`${link}.html`);
    return links;
  };

  it.each(['b'.repeat(8000), `a/${'b'.repeat(8000)}`, `/${'é'.repeat(8000)}`])(
    'makes a bad record of the page when all of them together are too long',
    (base) => {
      const count = Math.ceil(MAX_PAGE_LINK_CHARACTERS / 8000);
      expect(listOf(`${base}/`, 10).toArray()).toHaveLength(10);
      expect(() => listOf(`${base}/`, count).toArray()).toThrow(PageFault);
    },
  );

  it('is as if it were not there when it is longer than any address', () => {
    expect(listOf(`${'b'.repeat(MAX_ADDRESS_CHARACTERS)}/`, 2).toArray()).toEqual(['0.html', '1.html']);
  });

  it('loses those that are longer than any address', () => {
    expect(listOf(`${'b'.repeat(MAX_ADDRESS_CHARACTERS - 1)}/`, 2).toArray()).toBeUndefined();
  });
});
