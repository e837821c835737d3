import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswerKey, treatedKey } from '../../src/contract/answer-key.ts';
import { canonicalizeFetch } from '../../src/contract/canonical-fetch.ts';
import { canonicalizeGrep } from '../../src/contract/canonical-grep.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import {
  canonicalFetchKey,
  canonicalGrepKey,
  canonicalLinksKey,
  canonicalOriginalKey,
  canonicalRequestKey,
} from '../../src/contract/request-key.ts';
import '../../src/experiment/treatments.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { answerFrom } from '../../src/serving/answer-from.ts';
import { LocalSource } from '../../src/serving/local-source.ts';
import { parseAnswer } from '../../src/serving/written-answer.ts';
import { openIndex } from '../../src/store/open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// What a real index answers under treatments: passages, headings, Markdown, greps of long lines, links, originals.

const PAGES = Array.from({ length: 40 }, (_, i) => ({
  id: `d${i}`,
  url: `https://names.example/Ada_Lovelace/${i}`,
  title: `Ada Lovelace, part ${i}`,
  text: [
    `Part ${i}. In ${1815 + i} the countess Ada Lovelace lived in London.`,
    `== Works of Ada Lovelace ==`,
    `${'Charles Babbage built engines and wrote about them. '.repeat(4 + (i % 9) * 5)}Ada`,
    `Lovelace translated ${100 + i} pages for Charles Babbage; ADA LOVELACE signed them.`,
    `== Later ==`,
    `Nothing of the sort happened in part ${i}.`,
  ].join('\n'),
  metadata: { author: 'Ada Lovelace', place: 'https://names.example/Ada_Lovelace', year: 1843 },
  links: [`https://names.example/Ada_Lovelace/${(i + 1) % 40}`],
}));

const ENTITIES = {
  name: 'document-entities',
  parameters: {
    seed: '00',
    strength: 1000,
    entities: [
      { from: 'Ada Lovelace', to: 'Wilhelmina of Orange' },
      { from: 'Charles Babbage', to: 'Bo' },
    ],
  },
};
const POISON = { name: 'result-poison', parameters: { seed: '01', strength: 1000, toRank: 2 } };

let source: LocalSource;

beforeAll(async () => {
  const folder = temporaryFolder();
  const input = join(folder, 'pages.jsonl');
  writeFileSync(input, PAGES.map((page) => JSON.stringify(page)).join('\n'));
  const directory = join(folder, 'index');
  await buildIndex({ inputs: [input], directory, name: 'names' });
  source = await LocalSource.open(openIndex(directory));
});

afterAll(async () => {
  await source.close();
});

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what the body is
async function ask(key: string, ...treatments: (typeof ENTITIES | typeof POISON)[]): Promise<any> {
  const asked = readAnswerKey(treatedKey(key, treatments));
  return parseAnswer(await answerFrom(source, asked, () => {}, undefined, true));
}

const searchKey = (body: object) =>
  canonicalRequestKey('names', { ...canonicalizeSearch(body).request, mode: 'hybrid' }, false);
const fetchKey = (body: object) => canonicalFetchKey('names', canonicalizeFetch(body).request, 'fetch');
const grepKey = (body: object) => canonicalGrepKey('names', canonicalizeGrep(body).request);

const OLD = /ada\s+lovelace|charles\s+babbage/i;

/** All of a body but ids and addresses, which stay. */
function wordsOf(body: unknown): string {
  return JSON.stringify(body)
    .replaceAll(/https:\/\/names\.example\/Ada_Lovelace/g, '')
    .replaceAll('\\n', ' ');
}

describe('an index whose documents have other names', () => {
  it('is searched by the new ones, and shows them where the old ones stood', async () => {
    for (const unit of ['document', 'passage']) {
      const body = { query: 'Wilhelmina of Orange London', unit, k: 7, text: true, explain: true };
      const plain = await ask(searchKey({ ...body, query: 'ada lovelace London' }));
      const renamed = await ask(searchKey(body), ENTITIES);
      const ids = (answer: { hits: { id: string; passage?: { id: string } }[] }) =>
        answer.hits.map(({ id, passage }) => passage?.id ?? id);
      expect(renamed.query).toBe(body.query);
      expect(ids(renamed)).toEqual(ids(plain));
      expect(wordsOf(renamed)).not.toMatch(OLD);
      for (const hit of renamed.hits) {
        const whole = await ask(fetchKey({ ids: [hit.id] }), ENTITIES);
        const { text } = whole.documents[0];
        const { start, end } = hit.range ?? { start: 0, end: text.length };
        expect(hit.text).toBe(text.slice(start, end));
        const shown = hit.fragments.map((each: { start: number; end: number }) => text.slice(each.start, each.end));
        expect(hit.snippet.replace(/^… | …$/g, '')).toBe(shown.join(' … '));
        if (hit.passage !== undefined) {
          const passage = await ask(fetchKey({ ids: [hit.passage.id] }), ENTITIES);
          const { range, text: read } = passage.documents[0];
          expect([range.start, range.end]).toEqual([hit.passage.start, hit.passage.end]);
          expect(read).toBe(text.slice(range.start, range.end));
        }
        for (const [from, to] of hit.highlights)
          expect(hit.snippet.slice(from, to)).toMatch(/^(?:\w+|Wilhelmina\sof\sOrange)$/i);
      }
      expect(renamed.hits[0].highlights.length).toBeGreaterThan(0);
    }
  });

  it('does not know the old ones', async () => {
    const { hits } = await ask(searchKey({ query: 'ada lovelace', mode: 'bm25' }), ENTITIES);
    const { hits: none } = await ask(searchKey({ query: '' }));
    expect(hits).toEqual(none);
  });

  it('is read in them by any range, section, line and form', async () => {
    const id = 'd5';
    const whole = await ask(fetchKey({ ids: [id] }), ENTITIES);
    const { text } = whole.documents[0];
    for (const body of [
      { section: 'Works of Wilhelmina of Orange', toc: true },
      { lines: { from: 3, count: 2 } },
      { offset: 40, maxChars: 100, cut: 'line' },
      { find: 'Wilhelmina', matches: 10 },
      { format: 'markdown', links: true },
      { offset: 1e6 },
    ]) {
      const [read] = (await ask(fetchKey({ ids: [id], ...body }), ENTITIES)).documents;
      expect(wordsOf(read)).not.toMatch(OLD);
      const { start, end, total } = read.range;
      expect(total).toBe(text.length);
      if (!('format' in body)) expect(read.text).toBe(text.slice(start, end));
      for (const match of read.matches ?? []) expect(text.slice(match.start, match.end)).toBe('Wilhelmina');
      for (const entry of read.toc ?? []) expect(text.slice(entry.start, entry.end)).toContain(entry.text);
    }
    const [old] = (await ask(fetchKey({ ids: [id], section: 'Works of Ada Lovelace' }), ENTITIES)).documents;
    expect(old.error.code).toBe('SECTION_NOT_FOUND');
    expect(whole.documents[0].metadata).toEqual({
      author: 'Wilhelmina of Orange',
      place: 'https://names.example/Ada_Lovelace',
      year: 1843,
    });
  });

  it('is grepped by them, and each match is where it says', async () => {
    for (const body of [
      { pattern: 'Wilhelmina of Orange', linesBefore: 2, linesAfter: 2 },
      { pattern: 'bo', ignoreCase: true, wholeWords: true },
      { pattern: 'engines', linesAfter: 1 },
      { pattern: 'Char[a-z]+ B|engines', regexp: true },
    ]) {
      const page = await ask(grepKey({ limit: 40, ...body }), ENTITIES);
      expect(page.matches.length).toBeGreaterThan(10);
      expect(wordsOf(page)).not.toMatch(OLD);
      for (const match of page.matches) {
        const { text } = (await ask(fetchKey({ ids: [match.id] }), ENTITIES)).documents[0];
        const [[from, to]] = match.highlights;
        expect(match.text.slice(from, to)).toBe(text.slice(match.start, match.end));
        const line = text.split('\n')[match.line - 1];
        expect(line).toContain(match.text.replace(/^… | …$/g, ''));
        const around = text.split('\n');
        expect(match.before).toEqual(around.slice(Math.max(0, match.line - 1 - match.before.length), match.line - 1));
      }
    }
    const old = await ask(grepKey({ pattern: 'Ada Lovelace' }), ENTITIES);
    expect(old.matches).toEqual([]);
  });

  it('is linked by them, and has no originals', async () => {
    const links = await ask(canonicalLinksKey('names', 'd1'), ENTITIES);
    expect(links.outgoing).toEqual([
      { id: 'd2', url: 'https://names.example/Ada_Lovelace/2', title: 'Wilhelmina of Orange, part 2' },
    ]);
    const asked = readAnswerKey(treatedKey(canonicalOriginalKey('names', 'd1'), [ENTITIES]));
    await expect(answerFrom(source, asked, () => {})).rejects.toMatchObject({ code: 'ORIGINAL_NOT_FOUND' });
  });
});

describe('copies with other numbers', () => {
  it('are read by passage, by address and by link, as they were shown', async () => {
    const { hits } = await ask(searchKey({ query: 'translated pages', unit: 'passage', k: 4, text: true }), POISON);
    const [original, copy] = hits;
    expect(copy.passage.id).toMatch(new RegExp(`^${original.id}~[0-9a-f]{8}#\\d+$`));
    expect(copy.text.replaceAll(/\d/g, '')).toBe(original.text.replaceAll(/\d/g, ''));
    const read = await ask(fetchKey({ ids: [copy.passage.id, original.id], urls: [copy.url] }), POISON);
    expect(read.documents.map(({ id }: { id: string }) => id)).toEqual([copy.id, original.id, copy.id]);
    expect(read.documents[0].text).toBe(copy.text);
    expect(read.documents[2].text.slice(copy.passage.start, copy.passage.end)).toBe(copy.text);
    const links = await ask(canonicalLinksKey('names', copy.id), POISON);
    expect(links).toEqual({ ...(await ask(canonicalLinksKey('names', original.id))), id: copy.id });
    const untreated = await ask(fetchKey({ ids: [copy.id] }));
    expect(untreated.documents[0].error.code).toBe('DOCUMENT_NOT_FOUND');
  });

  it('have the names of the documents that they are copies of', async () => {
    const { hits } = await ask(searchKey({ query: 'Bo Wilhelmina of Orange', k: 4 }), POISON, ENTITIES);
    expect(hits[1].id).toMatch(new RegExp(`^${hits[0].id}~`));
    expect(wordsOf(hits)).not.toMatch(OLD);
    const read = await ask(fetchKey({ ids: [hits[1].id] }), POISON, ENTITIES);
    expect(wordsOf(read)).not.toMatch(OLD);
    expect(read.documents[0].text).toContain('Wilhelmina of Orange');
  });
});
