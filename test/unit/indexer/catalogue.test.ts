import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../../indexer/catalogue.ts';
import { findAddress, findDocument, LinkResolver, resolveLink, urlKey } from '../../../src/format/lookup-tables.ts';
import { MAX_ADDRESS_CHARACTERS } from '../../../src/limits.ts';

const WIKI = 'https://w.example/';

/** @param aliases name and target, each behind `https://w.example/` */
function catalogueOf(titles: readonly string[], aliases: readonly (readonly [string, string])[]): Catalogue {
  const catalogue = new Catalogue();
  for (const [alias, url] of aliases) catalogue.addAlias({ alias: WIKI + alias, url: WIKI + url });
  for (const title of titles) {
    const document = { id: title, title, text: '', url: WIKI + title };
    catalogue.add({ document, location: { file: 'a' }, bytesRead: 0 });
  }
  return catalogue;
}

function finder(titles: readonly string[], aliases: readonly (readonly [string, string])[]) {
  const catalogue = catalogueOf(titles, aliases);
  const addresses = catalogue.addresses();
  return { addresses, find: (title: string) => findAddress(addresses, urlKey(WIKI + title)) };
}

describe('the addresses of a collection', () => {
  it('are those of documents, and the aliases of these, told before or behind them', () => {
    const { addresses, find } = finder(
      ['A', 'B'],
      [
        ['a', 'A'],
        ['b', 'B'],
      ],
    );
    expect(['A', 'B', 'a', 'b', 'c'].map(find)).toEqual([0, 1, 0, 1, -1]);
    expect([...addresses.document]).toEqual([0, 1]);
    expect([...addresses.alias]).toEqual([0, 1]);
  });

  it('have no alias of what is not there, of an alias, or in place of a document', () => {
    const { addresses, find } = finder(
      ['A', 'B'],
      [
        ['c', 'C'],
        ['a', 'A'],
        ['aa', 'a'],
        ['B', 'A'],
      ],
    );
    expect(['c', 'a', 'aa', 'B'].map(find)).toEqual([-1, 0, -1, 1]);
    expect(addresses.alias).toHaveLength(1);
  });

  it('have of two aliases with one address the first', () => {
    expect(
      finder(
        ['A', 'B'],
        [
          ['x', 'B'],
          ['x', 'A'],
        ],
      ).find('x'),
    ).toBe(1);
  });

  it('have no alias that is longer than an address can be', () => {
    const long = (characters: number) => 'x'.repeat(characters - WIKI.length);
    const [fits, longer] = [long(MAX_ADDRESS_CHARACTERS), long(MAX_ADDRESS_CHARACTERS + 1)];
    const { find } = finder(
      ['A'],
      [
        [fits, 'A'],
        [longer, 'A'],
      ],
    );
    expect([find(fits), find(longer)]).toEqual([0, -1]);
  });

  it('are found by what they have in common with another spelling, the first of several, and never before their own', () => {
    const titles = ['b?utm_id=1', 'a/index.html', 'a?gclid=2', 'b', 'c', 'c?fbclid=3'];
    const catalogue = catalogueOf(titles, [['redirect/index.html', 'c']]);
    const addresses = catalogue.addresses();
    const find = (title: string) => findDocument(addresses, WIKI + title);
    expect(titles.map(find)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(['a', 'a?utm_x=9', 'b?utm_id=2', 'c?utm_id=2', 'redirect/', 'd'].map(find)).toEqual([1, 1, 3, 4, 4, -1]);
    expect(resolveLink(`${WIKI}a/?yclid=1`, catalogue.ids.build(), addresses)).toBe(1);
    expect(catalogue.sharedAddresses).toBe(3);
  });

  it('are counted where a document has that of another', () => {
    const catalogue = new Catalogue();
    for (const id of ['1', '2', '3']) {
      const document = { id, title: '', text: '', url: `${WIKI}${id === '3' ? 'b' : 'a'}` };
      catalogue.add({ document, location: { file: 'a' }, bytesRead: 0 });
    }
    catalogue.addresses();
    expect(catalogue.sharedAddresses).toBe(1);
  });

  it('are what links lead along', () => {
    const catalogue = catalogueOf(['A'], [['a', 'A']]);
    expect(resolveLink('https://www.w.example/a#part', catalogue.ids.build(), catalogue.addresses())).toBe(0);
  });

  it('are resolved one after the other as each would be alone, more of them than are remembered too', () => {
    const catalogue = catalogueOf(['a', 'b?utm_id=1', 'c'], [['redirect', 'c']]);
    const [ids, urls] = [catalogue.ids.build(), catalogue.addresses()];
    const resolver = new LinkResolver(ids, urls);
    const menu = ['a', 'b', 'c/', 'redirect#x', 'gone'].map((title) => WIKI + title);
    const links = Array.from({ length: 40_000 }, (_, i) => [`${WIKI}page/${i}`, menu[i % menu.length]]).flat();
    expect(links.map((link) => resolver.resolve(link))).toEqual(links.map((link) => resolveLink(link, ids, urls)));
    expect(menu.map((link) => resolver.resolve(link))).toEqual([0, 1, 2, 2, -1]);
  });
});
