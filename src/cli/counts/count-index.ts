import { countQuarters } from '../../../indexer/segment/words.ts';
import { type BuildRecord, readBuildRecord } from '../../../indexer/sources/build-record.ts';
import { buildRecordFile } from '../../../indexer/sources/record-names.ts';
import { LinkResolver } from '../../format/lookup-tables.ts';
import { DocumentStore } from '../../store/document-store.ts';
import type { IndexView } from '../../store/index-view.ts';
import { mostOf } from '../../store/most-of.ts';
import { openTables } from '../../store/open-tables.ts';
import { countDuplicates } from './equal-groups.ts';
import { countField } from './field-counts.ts';
import { GroupSums, wordsOf } from './group-sums.ts';
import type { IndexCounts, LinkCounts, NamedCounts, SkippedCounts } from './index-counts.ts';
import { lengthsOf } from './lengths.ts';

/**
 * Counts what is in the current generation of a directory, in one pass over its documents. Takes some twenty bytes of memory a
 * document and a passage besides the tables of the index.
 *
 * @param directory absolute
 * @param top names of each kind at the most
 * @param tell called before each document
 * @throws StillwebError INDEX_MISSING, INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD, STORAGE_FAILED
 */
export async function countIndex(
  directory: string,
  top: number,
  tell: (done: number, total: number) => void = () => {},
): Promise<IndexCounts> {
  const { view, generation } = openTables(directory);
  const { documents, passages } = view.passages;
  const path = buildRecordFile(directory, generation);
  const record = readBuildRecord(path, path.slice(directory.length + 1), documents);
  const sourceOf = record === null ? null : sourcesOf(record, documents);
  const sums = { sources: new GroupSums(), hosts: new GroupSums(), languages: new GroupSums(), years: new GroupSums() };
  const documentQuarters = new Uint32Array(documents);
  const passageQuarters = new Uint32Array(passages);
  const links = new LinkTally(view);
  const { first, start, end } = view.passages;
  const { sites, languages, dates, siteNames, languageNames } = view.attributes;
  const store = await DocumentStore.open(view.index.folder, view.blocks);
  let quarters = 0;
  try {
    for (let document = 0; document < documents; document++) {
      tell(document, documents);
      const { text, links: given } = store.get(document);
      let own = 0;
      for (let passage = first[document]; passage < first[document + 1]; passage++) {
        passageQuarters[passage] = countQuarters(text, start[passage], Math.min(end[passage], text.length));
        own += passageQuarters[passage];
      }
      documentQuarters[document] = own;
      quarters += own;
      const held = first[document + 1] - first[document];
      sums.sources.add(sourceOf?.[document] ?? 0, held, own);
      sums.hosts.add(sites[document], held, own);
      sums.languages.add(languages[document], held, own);
      sums.years.add(Math.floor(dates[document] / 10_000), held, own);
      links.add(given ?? []);
    }
  } finally {
    store.close();
  }
  const { manifest, name } = view.index;
  const inputs = record?.inputs ?? [];
  return {
    name,
    id: manifest.id,
    documents,
    passages,
    words: wordsOf(quarters),
    sources: sourceOf === null ? null : sums.sources.named((group) => inputs[group - 1].input ?? '', top),
    hosts: sums.hosts.named((group) => siteNames.get(group - 1), top),
    languages: sums.languages.named((group) => languageNames.get(group - 1), top),
    years: yearsOf(sums.years, top),
    fields: (manifest.fields ?? []).flatMap((field) => {
      const column = view.fields.get(field.name);
      return column === undefined ? [] : [countField(field, column, documents, top)];
    }),
    lengths: { documents: lengthsOf(documentQuarters), passages: lengthsOf(passageQuarters) },
    duplicates: countDuplicates(view.duplicates, view.ids, top),
    links: links.counts(top),
    skipped: record === null ? null : skippedOf(record, top),
  };
}

/** The last ones, where there are more than are told. */
function yearsOf(sums: GroupSums, top: number): NamedCounts {
  const all = sums.named((year) => String(year).padStart(4, '0'), Number.POSITIVE_INFINITY, true);
  return { ...all, top: all.top.slice(-top) };
}

/** For each document the ordinal of its input + 1, or 0 where nobody knows it. */
function sourcesOf({ inputs }: BuildRecord, documents: number): Uint32Array {
  const sources = new Uint32Array(documents);
  for (const [ordinal, { input, runs }] of inputs.entries()) {
    if (input === null) continue;
    for (const [first, count] of runs) sources.fill(ordinal + 1, first, first + count);
  }
  return sources;
}

/** What the links of documents lead to. */
class LinkTally {
  readonly #view: IndexView;
  readonly #resolver: LinkResolver;
  #given = 0;
  #unresolved = 0;

  constructor(view: IndexView) {
    this.#view = view;
    this.#resolver = new LinkResolver(view.ids, view.urls);
  }

  add(given: readonly string[]): void {
    this.#given += given.length;
    for (const link of given) if (this.#resolver.resolve(link) < 0) this.#unresolved++;
  }

  counts(top: number): LinkCounts {
    const { ids, links, passages } = this.#view;
    const { outStarts, inStarts } = links;
    const [given, unresolved, edges] = [this.#given, this.#unresolved, links.out.length];
    const counted = { linking: 0, linked: 0, isolated: 0 };
    for (let document = 0; document < passages.documents; document++) {
      const isLinking = outStarts[document + 1] > outStarts[document];
      const isLinked = inStarts[document + 1] > inStarts[document];
      if (isLinking) counted.linking++;
      if (isLinked) counted.linked++;
      if (!isLinking && !isLinked) counted.isolated++;
    }
    const most = mostOf(passages.documents, (document) => inStarts[document + 1] - inStarts[document], top);
    const shown = most.map((document) => ({
      id: ids.get(document),
      documents: inStarts[document + 1] - inStarts[document],
    }));
    return { given, edges, unresolved, repeated: given - unresolved - edges, ...counted, top: shown };
  }
}

function skippedOf({ read }: BuildRecord, top: number): SkippedCounts {
  const { ignored, topics, kinds } = read;
  const listed = kinds.others.reduce((sum, { files }) => sum + files, 0);
  return {
    faults: kinds.faults.map(({ code, records }) => ({ code, records })),
    others: kinds.others.slice(0, top),
    passed: kinds.passed.slice(0, top),
    hidden: ignored - topics - listed,
    topics,
  };
}
