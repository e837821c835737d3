import { join } from 'node:path';
import { encodeAttributes } from '../../src/format/attributes.ts';
import { ATTRIBUTES_FILE, IDS_FILE, LINKS_FILE, PASSAGES_FILE, URLS_FILE } from '../../src/format/file-names.ts';
import { LinkGraph } from '../../src/format/links.ts';
import { encodeIds, encodeUrls, urlKey } from '../../src/format/lookup-tables.ts';
import { encodePassages, type PassageTable } from '../../src/format/passages.ts';
import type { StringTable } from '../../src/format/string-table.ts';
import { writeDurably } from '../../src/store/durable.ts';
import type { Catalogue } from '../catalogue.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

/** Writes `passages.bin` from the units' own tables. */
export function assemblePassages(units: readonly UnitReader[], documents: number, output: string): PassageTable {
  const passages = units.reduce((sum, unit) => sum + unit.elements('start'), 0);
  const table = {
    documents,
    passages,
    first: new Uint32Array(documents + 1),
    document: new Uint32Array(passages),
    start: new Uint32Array(passages),
    end: new Uint32Array(passages),
    length: new Uint32Array(passages),
    title: new Uint16Array(documents),
  };
  let document = 0;
  let passage = 0;
  for (const unit of units) {
    table.start.set(unit.u32('start'), passage);
    table.end.set(unit.u32('end'), passage);
    table.length.set(unit.u32('length'), passage);
    table.title.set(unit.u16('title'), document);
    for (const count of unit.u32('passages')) {
      table.document.fill(document, passage, passage + count);
      passage += count;
      table.first[++document] = passage;
    }
  }
  writeDurably(join(output, PASSAGES_FILE), encodePassages(table));
  return table;
}

/** Writes `ids.bin`, `urls.bin` and `attributes.bin`, and gives back the tables that links are resolved with. */
export function assembleCatalogue(catalogue: Catalogue, output: string): ResolvingTables {
  const ids = catalogue.ids.build();
  const urls = { keys: catalogue.urls.build(), document: catalogue.urlDocuments.finish() };
  writeDurably(join(output, IDS_FILE), encodeIds(ids));
  writeDurably(join(output, URLS_FILE), encodeUrls(urls));
  const attributes = encodeAttributes({
    dates: catalogue.dates.finish(),
    sites: catalogue.sites.finish(),
    languages: catalogue.languages.finish(),
    siteNames: catalogue.siteNames.build(),
    languageNames: catalogue.languageNames.build(),
  });
  writeDurably(join(output, ATTRIBUTES_FILE), attributes);
  return { ids, urls: urls.keys, urlDocuments: urls.document };
}

export interface ResolvingTables {
  readonly ids: StringTable;
  readonly urls: StringTable;
  readonly urlDocuments: Uint32Array;
}

/**
 * Writes `links.bin`. A link is an id or a URL of the collection; what is neither stays in the documents alone. A
 * document's links to itself are left out, and each target is kept once.
 *
 * @returns the number of links in the graph
 */
export function assembleLinks(
  units: readonly UnitReader[],
  tables: ResolvingTables,
  documents: number,
  output: string,
): number {
  const starts = new Uint32Array(documents + 1);
  let targets: Uint32Array = new Uint32Array(1024);
  let links = 0;
  let document = 0;
  for (const unit of units) {
    const bytes = Buffer.from(unit.u8('link.bytes').buffer);
    const lengths = unit.u32('link.lengths');
    let link = 0;
    let at = 0;
    for (const count of unit.u32('link.counts')) {
      const seen = new Set<number>([document]);
      for (let i = 0; i < count; i++, link++) {
        const target = resolveLink(bytes.toString('utf8', at, at + lengths[link]), tables);
        at += lengths[link];
        if (target < 0 || seen.has(target)) continue;
        seen.add(target);
        if (links === targets.length) {
          const grown = new Uint32Array(links * 2);
          grown.set(targets);
          targets = grown;
        }
        targets[links++] = target;
      }
      starts[++document] = links;
    }
  }
  writeDurably(join(output, LINKS_FILE), LinkGraph.fromOutgoing(starts, targets.slice(0, links)).encode());
  return links;
}

function resolveLink(link: string, tables: ResolvingTables): number {
  const byId = tables.ids.find(link);
  if (byId >= 0) return byId;
  const byUrl = link.includes('://') ? tables.urls.find(urlKey(link)) : -1;
  return byUrl < 0 ? -1 : tables.urlDocuments[byUrl];
}
