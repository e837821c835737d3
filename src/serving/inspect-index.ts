import { isRequestWord } from '../analysis/request-words.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { Attributes } from '../format/attributes.ts';
import type { GoldenQuery, Manifest } from '../format/manifest.ts';
import type { PassageTable } from '../format/passages.ts';
import { knowsRequestWords } from '../retrieval/index-analyzer.ts';
import { type Citation, citationOf, writeCitation } from '../store/citation.ts';
import { frequentTerms } from '../store/frequent-terms.ts';
import { viewIndex } from '../store/index-view.ts';
import { languageCountsOf } from '../store/language-counts.ts';
import { mostOf } from '../store/most-of.ts';
import type { OpenIndex } from '../store/open.ts';
import type { ServedIndex } from './search-backend.ts';

/** Hosts and years that are told. */
const TOP_NAMES = 50;
/** Terms that are told. */
const TOP_TERMS = 30;
const EXAMPLES = 6;
/** Longer ones are texts rather than questions. */
const EXAMPLE_CHARACTERS = 60;
/** Documents that are counted before others get a turn of the thread. */
const SLICE = 2 ** 18;

/**
 * What is in an index, from its manifest and from what is in memory: one pass over the documents, and no file is read.
 *
 * @throws StillwebError INDEX_CORRUPT
 */
export async function inspectIndex(open: OpenIndex, served: ServedIndex): Promise<IndexInspection> {
  const { manifest } = open;
  const { attributes, passages, ids, postings } = viewIndex(open);
  const { counts, encoder, fusion, bm25, provenance } = manifest;
  const { hosts, years, lengths } = await countDocuments(attributes, passages);
  return {
    name: served.name,
    id: served.id,
    ...served.description,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    counts: {
      shards: counts.shards.length,
      postings: counts.postings,
      tokens: counts.tokens,
      repeatedDocuments: counts.repeatedDocuments,
      repeatedPassages: counts.repeatedPassages,
      skipped: provenance.skipped,
    },
    settings: {
      format: manifest.format,
      rankingVersion: manifest.ranking,
      engine: manifest.engine,
      passages: manifest.passages,
      unicode: manifest.analyzer.unicode,
      fusion: encoder === null ? null : { method: fusion.method, denseShare: fusion.denseWeight, depth: fusion.depth },
      bm25: bm25 === undefined ? null : { k1: bm25.k1, b: bm25.b },
      graph: manifest.graph !== undefined,
      cells: manifest.cells !== undefined,
      software: provenance.software,
    },
    languages: languageCountsOf(attributes).map(({ language: name, documents }) => ({ name, documents })),
    hosts: hostsOf(hosts, attributes),
    years: yearsOf(years),
    lengths: lengthsOf(lengths),
    topTerms: await frequentTerms(postings, TOP_TERMS, knowsRequestWords(manifest) ? isRequestWord : undefined),
    files: manifest.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    proof: { golden: manifest.golden.length, probes: manifest.probes.length },
    citation: citationIn(citationOf(served.name, manifest)),
    examples: { queries: chooseQueries(manifest), document: ids.size > 0 ? ids.get(0) : null },
  };
}

/** In the forms of an inspection. */
function citationIn(citation: Citation): IndexInspection['citation'] {
  return {
    text: writeCitation(citation, 'text'),
    bibtex: writeCitation(citation, 'bibtex'),
    cff: writeCitation(citation, 'cff'),
    swhid: citation.swhid ?? null,
  };
}

/** The same, with the SWHID that was found of its files. */
export function withSwhid(inspection: IndexInspection, open: OpenIndex, swhid: string): IndexInspection {
  return { ...inspection, citation: citationIn({ ...citationOf(inspection.name, open.manifest), swhid }) };
}

interface DocumentCounts {
  /** By ordinal of the host + 1; 0 for none. */
  readonly hosts: Uint32Array;
  readonly years: Uint32Array;
  /** By the bits that the length takes: class n holds lengths of 2^(n − 1) … 2^n − 1 terms. */
  readonly lengths: Uint32Array;
}

async function countDocuments(
  { sites, dates, siteNames }: Attributes,
  { documents, first, length }: PassageTable,
): Promise<DocumentCounts> {
  const hosts = new Uint32Array(siteNames.size + 1);
  const years = new Uint32Array(10_000);
  const lengths = new Uint32Array(33);
  for (let document = 0; document < documents; document++) {
    if (document % SLICE === SLICE - 1) await new Promise(setImmediate);
    hosts[sites[document]]++;
    years[Math.floor(dates[document] / 10_000)]++;
    let terms = 0;
    for (let passage = first[document]; passage < first[document + 1]; passage++) terms += length[passage];
    lengths[32 - Math.clz32(terms)]++;
  }
  return { hosts, years, lengths };
}

function hostsOf(hosts: Uint32Array, { siteNames }: Attributes): IndexInspection['hosts'] {
  const named = hosts.subarray(1);
  const top = mostOf(named.length, (ordinal) => named[ordinal], TOP_NAMES);
  return {
    names: named.length,
    without: hosts[0],
    top: top.map((ordinal) => ({ name: siteNames.get(ordinal), documents: named[ordinal] })),
  };
}

function yearsOf(years: Uint32Array): IndexInspection['years'] {
  const all = [...years.entries()].filter(([year, documents]) => year > 0 && documents > 0);
  const top = all.slice(-TOP_NAMES).map(([year, documents]) => ({ name: String(year).padStart(4, '0'), documents }));
  return { names: all.length, without: years[0], top };
}

/** From the shortest to the longest, empty classes between them included. */
function lengthsOf(lengths: Uint32Array): IndexInspection['lengths'] {
  const classes = Array.from(lengths, (documents, bits) => ({
    from: bits === 0 ? 0 : 2 ** (bits - 1),
    to: bits === 0 ? 0 : 2 ** bits - 1,
    documents,
  }));
  const used = classes.flatMap(({ documents }, bits) => (documents > 0 ? [bits] : []));
  return used.length === 0 ? [] : classes.slice(used[0], used[used.length - 1] + 1);
}

/** The shortest of the golden queries that found something, in the order of the manifest: the same for everybody. */
function chooseQueries({ golden }: Manifest): string[] {
  const isExample = ({ query, hits }: GoldenQuery): boolean =>
    hits.length > 0 && query !== '' && query.length <= EXAMPLE_CHARACTERS;
  const queries = [...new Set(golden.filter(isExample).map(({ query }) => query))];
  const shortest = new Set(queries.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, EXAMPLES));
  return queries.filter((query) => shortest.has(query));
}
