import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalWalk, readWalk, type WalkRequest } from '../../../src/contract/walk.ts';
import { buildIndex } from '../../../src/library/build-index.ts';
import { MAX_WALK_CHARACTERS, MAX_WALK_DOCUMENTS, MAX_WALK_PROGRAM } from '../../../src/limits.ts';
import { LocalSource } from '../../../src/serving/local-source.ts';
import { openIndex } from '../../../src/store/open.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const EVERYWHERE: WalkRequest = {
  url: 'https://a.example/0',
  depth: 100,
  breadth: 1000,
  limit: 1000,
  isBelow: false,
  isExternal: true,
  selectPaths: [],
  excludePaths: [],
  matchesWholeUrl: false,
  selectHosts: [],
  excludeHosts: [],
  textChars: 0,
};

interface Page {
  readonly url: string;
  readonly links?: readonly string[];
  readonly text?: string;
}

async function sourceOf(pages: readonly Page[]): Promise<LocalSource> {
  const folder = temporaryFolder();
  const input = join(folder, 'pages.jsonl');
  const lines = pages.map((page, i) => JSON.stringify({ id: `d${i}`, title: `Page ${i}`, text: 'text', ...page }));
  writeFileSync(input, lines.join('\n'));
  const directory = join(folder, 'index');
  await buildIndex({ inputs: [input], directory, name: 'pages' });
  return await LocalSource.open(await openIndex(directory));
}

function walked(source: LocalSource, request: Partial<WalkRequest>): (string | null)[] {
  return source.walk({ ...EVERYWHERE, ...request }, () => {}).map(({ url }) => url);
}

/** Breadth first, as plainly as it can be written. */
function plainWalk(links: readonly (readonly number[])[], depth: number, breadth: number): number[] {
  const order = [0];
  let ring = [0];
  for (let level = 0; level < depth; level++) {
    const next: number[] = [];
    for (const page of ring) {
      const fresh = [...new Set(links[page])].filter((target) => !order.includes(target)).slice(0, breadth);
      order.push(...fresh);
      next.push(...fresh);
    }
    ring = next;
  }
  return order;
}

describe('a walk', () => {
  it('goes breadth first along any links, as a plain walk does', async () => {
    const graph = fc.array(fc.array(fc.nat(11), { maxLength: 5 }), { minLength: 12, maxLength: 12 });
    // Each on a host of its own, all in one index.
    const graphs = fc.sample(graph, 200).map((links) => links.map((targets, i) => targets.filter((to) => to !== i)));
    for (const [first] of graphs) first.push(1);
    const url = (number: number, page: number) => `https://${number}.example/${page}`;
    const source = await sourceOf(
      graphs.flatMap((links, number) =>
        links.map((targets, page) => ({ url: url(number, page), links: targets.map((to) => url(number, to)) })),
      ),
    );
    for (const [number, links] of graphs.entries()) {
      for (const [depth, breadth] of [
        [0, 4],
        [1, 2],
        [2, 1],
        [3, 3],
        [9, 9],
      ]) {
        const found = walked(source, { url: url(number, 0), depth, breadth });
        expect(found).toEqual(plainWalk(links, depth, breadth).map((page) => url(number, page)));
      }
    }
    await source.close();
  });

  it('keeps to hosts, paths and patterns, and the first document is always of it', async () => {
    const home = 'https://a.example/docs';
    const links = [`${home}/x`, 'https://a.example/other', 'https://www.a.example/docs/y', 'https://b.example/docs/z'];
    const [x, other, y, z] = links;
    const source = await sourceOf([{ url: home, links }, ...links.map((url) => ({ url }))]);
    expect(walked(source, { url: home })).toEqual([home, ...links]);
    expect(walked(source, { url: home, isExternal: false })).toEqual([home, x, other, y]);
    expect(walked(source, { url: home, isBelow: true })).toEqual([home, x, y]);
    expect(walked(source, { url: home, selectPaths: ['^/docs/[xz]$'] })).toEqual([home, x, z]);
    expect(walked(source, { url: home, excludePaths: ['other', 'y$'] })).toEqual([home, x, z]);
    expect(walked(source, { url: home, selectHosts: ['^b\\.'] })).toEqual([home, z]);
    expect(walked(source, { url: home, excludeHosts: ['^a\\.'] })).toEqual([home, z]);
    expect(walked(source, { url: home, selectPaths: ['^https://www\\.'], matchesWholeUrl: true })).toEqual([home, y]);
    expect(walked(source, { url: home, limit: 2 })).toEqual([home, x]);
    await source.close();
  });

  it('goes through what lies under an address that links to nothing, in the order of the collection', async () => {
    const urls = ['/b/2', '/b', '/a', '/b/1?x=1', '/bc', '/b?y=2'].map((path) => `https://a.example${path}`);
    const source = await sourceOf(urls.map((url) => ({ url })));
    expect(walked(source, { url: 'https://a.example/b/' })).toEqual([1, 0, 3, 5].map((i) => urls[i]));
    expect(walked(source, { url: 'https://a.example' })).toEqual(urls);
    expect(walked(source, { url: 'https://a.example', excludePaths: ['^/b/'] })).toEqual(
      [1, 2, 4, 5].map((i) => urls[i]),
    );
    expect(walked(source, { url: 'https://b.example' })).toEqual([]);
    await source.close();
  });

  it(`looks at ${MAX_WALK_DOCUMENTS} documents and no further`, async () => {
    const links = Array.from({ length: MAX_WALK_DOCUMENTS + 5 }, (_, i) => `https://a.example/${i + 1}`);
    const source = await sourceOf([{ url: EVERYWHERE.url, links }, ...links.map((url) => ({ url, text: 'x' }))]);
    const wide = { breadth: 1e9, limit: 1e9 };
    expect(walked(source, wide)).toEqual([EVERYWHERE.url, ...links.slice(0, MAX_WALK_DOCUMENTS - 1)]);
    expect(walked(source, { ...wide, url: 'https://a.example' })).toHaveLength(MAX_WALK_DOCUMENTS);
    expect(walked(source, { ...wide, excludePaths: ['^/[^0]'] })).toEqual([EVERYWHERE.url]);
    await source.close();
  });

  it('ends before a text that does not fit', async () => {
    const text = 'word '.repeat(MAX_WALK_CHARACTERS / 10);
    const urls = [1, 2, 3].map((i) => `https://a.example/${i}`);
    const source = await sourceOf(
      urls.map((url, i) => ({ url, text: `${text}${i}`.slice(0, MAX_WALK_CHARACTERS / 2) })),
    );
    const all = source.walk({ ...EVERYWHERE, url: 'https://a.example', textChars: MAX_WALK_CHARACTERS }, () => {});
    expect(all.map(({ url }) => url)).toEqual(urls.slice(0, 2));
    expect(all[0].text).toHaveLength(MAX_WALK_CHARACTERS / 2);
    expect(walked(source, { url: 'https://a.example', textChars: 10 })).toEqual(urls);
    await source.close();
  });

  it('refuses patterns that cannot be read, and more of them than are carried out', async () => {
    const source = await sourceOf([{ url: EVERYWHERE.url }]);
    expect(() => walked(source, { selectPaths: ['(a'] })).toThrow(/a pattern cannot be read: .*missing closing \)/);
    const half = `a{${MAX_WALK_PROGRAM / 8}}`.repeat(4).replaceAll('{512}', '{500}');
    expect(walked(source, { selectPaths: [half] })).toEqual([EVERYWHERE.url]);
    for (const excludePaths of [[half, half, half], ['b'.repeat(MAX_WALK_PROGRAM + 1)]]) {
      expect(() => walked(source, { excludePaths })).toThrow(/over 4096 instructions together/);
    }
    await source.close();
  });

  it('has a key that tells all of it', () => {
    const odd: WalkRequest = { ...EVERYWHERE, isBelow: true, matchesWholeUrl: true, selectHosts: ['a'], textChars: 7 };
    expect(readWalk(JSON.parse(JSON.stringify(canonicalWalk(odd))))).toEqual(odd);
  });
});
