import { join } from 'node:path';
import { ATTRIBUTES_KIND, attributeSections } from '../../src/format/attributes.ts';
import { ATTRIBUTES_FILE, IDS_FILE, LINKS_FILE, PASSAGES_FILE, URLS_FILE } from '../../src/format/file-names.ts';
import { LINKS_KIND, LinkGraph } from '../../src/format/links.ts';
import {
  IDS_KIND,
  idSections,
  LinkResolver,
  URLS_KIND,
  type UrlTable,
  urlSections,
} from '../../src/format/lookup-tables.ts';
import { PASSAGES_KIND, planPassages, TITLE_TERMS } from '../../src/format/passages.ts';
import type { StringTable } from '../../src/format/string-table.ts';
import { type SectionFileWriter, withSectionFile, writeSectionFile } from '../../src/store/section-file-writer.ts';
import type { Catalogue } from '../catalogue.ts';
import { readTitleTerms } from '../invert/document-run.ts';
import type { Scoring } from '../invert/shard-plan.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

const COPY_BYTES = 1024 * 1024;

/** Writes `passages.bin` from the units' own tables, unit by unit. @returns the number of passages */
export function assemblePassages(
  units: readonly UnitReader[],
  documents: number,
  scoring: Scoring,
  output: string,
): number {
  const passages = units.reduce((sum, unit) => sum + unit.elements('start'), 0);
  const hasTitleField = scoring.formula?.title !== undefined;
  const plan = planPassages(documents, passages, hasTitleField);
  return withSectionFile(join(output, PASSAGES_FILE), PASSAGES_KIND, plan, (writer) => {
    if (hasTitleField) {
      const titleTerms = writer.section(TITLE_TERMS);
      for (const unit of units) titleTerms.append(readTitleTerms(unit, scoring.takesFirstWords));
    }
    return copyPassages(units, writer);
  });
}

/** @returns the number of passages */
function copyPassages(units: readonly UnitReader[], writer: SectionFileWriter): number {
  const first = writer.column('first');
  const documentOf = writer.column('document');
  let document = 0;
  let passage = 0;
  first.push(0);
  for (const unit of units) {
    for (const name of ['start', 'end', 'length', 'title']) unit.copy(name, writer.section(name), COPY_BYTES);
    for (const count of unit.u32('passages')) {
      for (let i = 0; i < count; i++) documentOf.push(document);
      passage += count;
      document++;
      first.push(passage);
    }
  }
  return passage;
}

/** Writes `ids.bin`, `urls.bin` and `attributes.bin`, and gives back the tables that links are resolved with. */
export function assembleCatalogue(catalogue: Catalogue, detectsLanguage: boolean, output: string): ResolvingTables {
  const ids = catalogue.ids.build();
  const urls = catalogue.addresses();
  writeSectionFile(join(output, IDS_FILE), IDS_KIND, idSections(ids));
  writeSectionFile(join(output, URLS_FILE), URLS_KIND, urlSections(urls));
  const attributes = attributeSections({
    dates: catalogue.dates.finish(),
    sites: catalogue.sites.finish(),
    languages: catalogue.languages.finish(),
    siteNames: catalogue.siteNames.build(),
    languageNames: catalogue.languageNames.build(),
    ...(detectsLanguage && { detected: Uint8Array.from(catalogue.detected.finish()) }),
  });
  writeSectionFile(join(output, ATTRIBUTES_FILE), ATTRIBUTES_KIND, attributes);
  return { ids, urls };
}

export interface ResolvingTables {
  readonly ids: StringTable;
  readonly urls: UrlTable;
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
  const resolver = new LinkResolver(tables.ids, tables.urls);
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
        const target = resolver.resolve(bytes.toString('utf8', at, at + lengths[link]));
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
  const graph = LinkGraph.fromOutgoing(starts, targets.subarray(0, links));
  writeSectionFile(join(output, LINKS_FILE), LINKS_KIND, graph.sections());
  return links;
}
