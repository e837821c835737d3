/**
 * How fast and how clean wikitext becomes text: reads dumps of wikis and prints JSON.
 *
 *   node dist/scripts/bench/wikitext.js [--show N] DUMP...
 */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CollectionDocument } from '../../indexer/ingest/collection.ts';
import { expandContent } from '../../indexer/ingest/decompression.ts';
import { openCollection } from '../../indexer/ingest/open-collection.ts';
import { readPageFields } from '../../indexer/ingest/wikidump/page-fields.ts';
import { PageSplitter } from '../../indexer/ingest/wikidump/page-splitter.ts';
import { readSiteInfo } from '../../indexer/ingest/wikidump/site-info.ts';
import { readWikitext } from '../../indexer/ingest/wikitext/read-wikitext.ts';
import { WikiSite } from '../../indexer/ingest/wikitext/wiki-site.ts';
import { urlKey } from '../../src/format/lookup-tables.ts';

/** What wikitext is written with, and no text. */
const MARKS = ['[[', ']]', '{{', '}}', "'''", '<ref', '{|', '|}', '|-', '<!--', '__'];
/** Each file is read so often that so many bytes are, for the engine to be warm. */
const MEASURED_BYTES = 64 * 1024 * 1024;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { show: { type: 'string' } }, allowPositionals: true });
  const report = await readDumps(positionals);
  const speed = await measure(positionals);
  if (values.show !== undefined) {
    for (const { title, text } of report.documents.slice(0, Number(values.show))) {
      console.log(`${title}\n${text.slice(0, 400)}\n`);
    }
  }
  const { documents, ...counts } = report;
  console.log(JSON.stringify({ ...counts, ...speed }, null, 2));
}

async function readDumps(
  paths: readonly string[],
): Promise<{ readonly documents: readonly CollectionDocument[]; readonly [count: string]: unknown }> {
  const documents: CollectionDocument[] = [];
  const aliases = new Map<string, string>();
  const passed = new Map<string, number>();
  let problems = 0;
  const collection = await openCollection(paths);
  const batches = collection.read({
    onProblem: () => problems++,
    onAlias: ({ alias, url }) => aliases.set(urlKey(alias), urlKey(url)),
    onPassed: (what) => passed.set(what, (passed.get(what) ?? 0) + 1),
  });
  for await (const batch of batches) for (const { document } of batch) documents.push(document);
  const own = new Set(documents.flatMap(({ url }) => (url === undefined ? [] : [urlKey(url)])));
  const links = documents.flatMap(({ links: found = [] }) => found.map(urlKey));
  const marks = MARKS.map((mark) => [mark, documents.reduce((sum, { text }) => sum + text.split(mark).length - 1, 0)]);
  return {
    documents,
    articles: documents.length,
    passed: Object.fromEntries(passed),
    problems,
    marksLeft: Object.fromEntries(marks),
    links: links.length,
    linksToArticlesHere: links.filter((link) => own.has(link)).length,
    linksThroughRedirects: links.filter((link) => !own.has(link) && own.has(aliases.get(link) ?? '')).length,
    sections: documents.reduce(
      (sum, { metadata }) => sum + ((metadata?.sections as string[] | undefined)?.length ?? 0),
      0,
    ),
    characters: documents.reduce((sum, { text }) => sum + text.length, 0),
  };
}

/** CPU time of this process: of pages of XML to text, and of the expansion before it. */
async function measure(paths: readonly string[]): Promise<object> {
  let expansionMs = 0;
  let wikitextMs = 0;
  let bytes = 0;
  for (const path of paths) {
    let started = process.cpuUsage();
    const chunks: Buffer[] = [];
    const stored = { bytesRead: 0, documents: 0 };
    const file = createReadStream(path)[Symbol.asyncIterator]() as unknown as AsyncGenerator<Buffer>;
    for await (const chunk of expandContent(path, file, stored)) chunks.push(chunk);
    expansionMs += cpuMs(started);
    convert(chunks);
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    const rounds = Math.ceil(MEASURED_BYTES / size);
    started = process.cpuUsage();
    for (let round = 0; round < rounds; round++) convert(chunks);
    wikitextMs += cpuMs(started) / rounds;
    bytes += size;
  }
  const speed = (ms: number) => Math.round(bytes / ms / 100) / 10;
  return {
    bytesOfXml: bytes,
    expansionMBPerSecondOfCpu: speed(expansionMs),
    wikitextMBPerSecondOfCpu: speed(wikitextMs),
    residentMB: Math.round(process.memoryUsage().rss / 1e6),
  };
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function convert(chunks: readonly Buffer[]): void {
  const splitter = new PageSplitter(1 << 30);
  let site = new WikiSite();
  for (const chunk of chunks) {
    for (const { kind, content } of splitter.split(chunk)) {
      const xml = content?.toString() ?? '';
      if (kind === 'head') site = new WikiSite(readSiteInfo(xml));
      else {
        const { text, title } = readPageFields(xml);
        readWikitext(text, site, title);
      }
    }
  }
}

await main();
