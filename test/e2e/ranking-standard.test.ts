import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BuildOptions, buildIndex } from '../../indexer/build.ts';
import { loadStaticEncoder } from '../../src/encoder/static-encoder.ts';
import { bm25Of, RANKING_VERSIONS } from '../../src/format/bm25.ts';
import { FIRST_WORDS } from '../../src/format/passages.ts';
import { checkIndex } from '../../src/retrieval/check-index.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { type IndexView, viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { damageIndex, type Sections } from '../support/damaged-index.ts';
import { makeQueries } from '../support/generated-index.ts';
import { hashTree } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = 90;
/** Of one, of two, and of no passage's worth of words. */
const LENGTHS = [12, 40, 0];

function makeText(i: number): string {
  const words = Array.from({ length: LENGTHS[i % 3] }, (_, n) => makeQueries(8)[(i * 5 + n) % 8].split(' ')[0]);
  return words.join(' ');
}

/** @param isTitled which documents get a title */
function writeCollection(isTitled: (i: number) => boolean): string {
  const input = join(temporaryFolder(), 'corpus.jsonl');
  const lines = Array.from({ length: DOCUMENTS }, (_, i) => {
    const title = isTitled(i) || LENGTHS[i % 3] === 0 ? `Title of matter ${i % 20}` : i % 2 === 0 ? '' : 'The';
    return `${JSON.stringify({ _id: `d${i}`, title, text: makeText(i) })}\n`;
  });
  writeFileSync(input, lines.join(''));
  return input;
}

const MOSTLY = writeCollection((i) => i % 5 > 0);
const HARDLY = writeCollection((i) => i % 20 === 0);

async function build(input: string, options: Partial<BuildOptions> = {}): Promise<string> {
  const directory = join(temporaryFolder(), 'index');
  await buildIndex({
    inputs: [input],
    directory,
    ranking: 'standard',
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'words', words: 24 },
    encoder: 'static',
    cut: { unitDocuments: 25, shardPassages: 60 },
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
    ...options,
  });
  return directory;
}

function filesOf(directory: string, names: readonly string[]): Buffer[] {
  const { folder } = openIndex(directory);
  return names.map((name) => readFileSync(join(folder, name)));
}

/** Places of documents whose title has no term. */
const untitled = ({ passages }: IndexView) => [...passages.title.keys()].filter((i) => passages.title[i] === 0);

describe('an index of ranking standard', () => {
  let mostly: string;
  let hardly: string;
  beforeAll(async () => {
    [mostly, hardly] = [await build(MOSTLY), await build(HARDLY)];
  });

  it('says so in its manifest, with the formula of its impacts', () => {
    const { manifest } = openIndex(mostly);
    expect(manifest.ranking).toBe(RANKING_VERSIONS.standard);
    expect(manifest.bm25).toEqual(bm25Of('standard'));
    expect(manifest.fusion).toMatchObject(manifest.encoder?.fusionByCoverage ?? { never: true });
  });

  it('passes every check, with titles in most documents and in few', async () => {
    for (const directory of [mostly, hardly]) {
      expect(await checkIndex(openIndex(directory))).toMatchObject({ findings: [], moved: [], probes: 'exact' });
    }
  });

  it('lets first words score as title where most documents have one, and nowhere else', () => {
    const [most, few] = [mostly, hardly].map((directory) => viewIndex(openIndex(directory)));
    expect(untitled(most).length).toBeGreaterThan(5);
    for (const document of untitled(most)) expect(most.passages.titleTerms?.[document]).toBe(FIRST_WORDS);
    for (const document of untitled(few)) expect(few.passages.titleTerms?.[document]).toBe(0);
  });

  it('has the vectors of text and title, first words in the place of one in the first passage', async () => {
    for (const [directory, takesFirstWords] of [[mostly, true] as const, [hardly, false] as const]) {
      const index = openIndex(directory);
      const { passages, vectors, firstPassages } = viewIndex(index);
      const searcher = await Searcher.open(index);
      const encoder = loadStaticEncoder();
      for (let passage = 0; passage < passages.passages; passage++) {
        const document = passages.document[passage];
        const { title: own, text: whole } = searcher.documents.get(document);
        const text = whole.slice(passages.start[passage], passages.end[passage]);
        const isLead = passages.first[document] === passage;
        const firstWords = takesFirstWords && isLead && passages.title[document] === 0;
        const title = firstWords ? text.split(' ').slice(0, FIRST_WORDS).join(' ') : own;
        const shard = firstPassages.findLastIndex((first) => first <= passage);
        const at = (passage - firstPassages[shard]) * 256;
        expect(vectors[shard].slice(at, at + 256)).toEqual(await encoder.encodeTitled([{ title, text }]));
      }
      await searcher.close();
    }
  });

  it.each([
    ['another length of a title', 'title-length', ({ 'title.terms': terms }: Sections) => terms.fill(9, 1, 2)],
    ['first words that do not score', 'title-length', ({ 'title.terms': terms }: Sections) => terms.fill(0, 10, 11)],
    [
      'two titles of another length',
      'title-length',
      ({ 'title.terms': terms }: Sections) => {
        terms[1]++;
        terms[2]--;
      },
    ],
  ])('is not sound with %s', async (_what, kind, change) => {
    const damaged = damageIndex(mostly, { file: 'passages.bin', change });
    const { findings } = await checkIndex(openIndex(damaged, { checksBounds: false }));
    expect([...new Set(findings.map((finding) => finding.kind))]).toEqual([kind]);
  });

  it('is refused without what its titles are, which one of ranking bm25 does not have', async () => {
    const without = (sections: Sections) => {
      delete sections['title.terms'];
    };
    const damaged = damageIndex(mostly, { file: 'passages.bin', change: without });
    expect(() => viewIndex(openIndex(damaged, { checksBounds: false }))).toThrow(
      expect.objectContaining({ code: 'INDEX_CORRUPT' }),
    );
  });

  it('does not let intitle: see first words', async () => {
    const searcher = await Searcher.open(openIndex(mostly));
    const { passages } = viewIndex(openIndex(mostly));
    const [document] = untitled(viewIndex(openIndex(mostly)));
    const [word] = searcher.documents.get(document).text.split(' ');
    const found = await searcher.rank(`intitle:${word}`, { mode: 'bm25', k: DOCUMENTS });
    for (const hit of found) expect(passages.title[hit.document]).toBeGreaterThan(0);
    await searcher.close();
  });

  it('has the same bytes with any number of threads, and the same scores with units of another size', async () => {
    expect(hashTree(join(await build(MOSTLY, { threads: 3 }), 'generations'))).toEqual(
      hashTree(join(mostly, 'generations')),
    );
    const scores = ['passages.bin', 'postings-000.bin', 'positions-000.bin', 'vectors-000.bin'];
    for (const input of [MOSTLY, HARDLY]) {
      const [one, many] = [1000, 7].map((unitDocuments) =>
        build(input, { cut: { unitDocuments, shardPassages: 1000 } }),
      );
      expect(filesOf(await one, scores)).toEqual(filesOf(await many, scores));
    }
  });

  it('differs from one of ranking bm25 in impacts, vectors and titles alone', async () => {
    const other = openIndex(await build(MOSTLY, { ranking: 'bm25' }));
    const index = openIndex(mostly);
    const hashes = new Map(other.manifest.files.map(({ name, sha256 }) => [name, sha256]));
    const different = index.manifest.files.filter(({ name, sha256 }) => hashes.get(name) !== sha256);
    expect(different.map(({ name }) => name.replace(/-\d+/, '')).sort()).toEqual(
      expect.arrayContaining(['passages.bin', 'postings.bin', 'vectors.bin']),
    );
    expect(different.every(({ name }) => /^(passages|postings|vectors)/.test(name))).toBe(true);
    expect(other.manifest.ranking).toBe(RANKING_VERSIONS.bm25);
  });
});

describe('an engine that cannot keep a ranking', () => {
  it('refuses it when it is asked for, before anything is read, and names what it can', async () => {
    await expect(build('/nowhere', { engine: 'wink' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      facts: { engine: 'wink', ranking: 'standard', supported: ['bm25'] },
    });
  });

  it('builds for one that it can when none is asked for', async () => {
    const { manifest } = openIndex(await build(MOSTLY, { engine: 'wink', ranking: undefined }));
    expect(manifest.ranking).toBe(RANKING_VERSIONS.bm25);
    expect(manifest.bm25).toEqual(bm25Of('bm25'));
  });
});
