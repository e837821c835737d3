/** Guesses of a hidden name, which must be answered as guesses of a name that nobody has. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../src/experiment/treatments.ts';
import { treatedKey } from '../../src/contract/answer-key.ts';
import { canonicalizeGrep } from '../../src/contract/canonical-grep.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { canonicalGrepKey, canonicalRequestKey } from '../../src/contract/request-key.ts';
import { buildIndex, type Index, openIndex } from '../../src/index.ts';
import { parseAnswer } from '../../src/serving/written-answer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TEXTS = [
  'Stephen Robertson led the Okapi group in London.\nThe group wrote BM25.',
  'A ranking by Yury Malkov walks a graph. Malkov wrote it with others.',
  'An okapi lives in a forest. Okapi and Okapi again, three times okapi.',
  'A group of rankings, of which none is of a forest.',
  'London has a group of rankings too.',
];
const HIDDEN = { aliases: ['Okapi', 'Yury Malkov', 'Malkov'], documents: [], unlockedBy: [] };
const MASK = [{ name: 'mask', parameters: { entities: [HIDDEN], forbidden: [], sign: '[…]' } }];

describe('a guess of a hidden name', () => {
  let index: Index;
  beforeAll(async () => {
    const folder = temporaryFolder();
    const input = join(folder, 'documents.jsonl');
    writeFileSync(input, TEXTS.map((text, i) => `${JSON.stringify({ id: `d${i}`, text })}\n`).join(''));
    await buildIndex({ inputs: [input], directory: join(folder, 'index'), name: 'guessed', encoder: 'none' });
    index = await openIndex(join(folder, 'index'));
  });
  afterAll(() => index.close());

  const ask = async (key: string) =>
    parseAnswer(
      await index.service.requireSnapshot().backend.answer(treatedKey(key, MASK), { deadlineMs: 5000, queries: 1 }),
    );
  const search = async (query: string) => {
    const { request } = canonicalizeSearch({ query, explain: true });
    const { query: _, ...answer } = await ask(canonicalRequestKey('guessed', { ...request, mode: 'bm25' }, false));
    return answer;
  };
  const grep = async (body: object) => await ask(canonicalGrepKey('guessed', canonicalizeGrep(body).request));

  it.each([
    ['okapi', 'xyzzy'],
    ['okapis', 'xyzzys'],
    ['malkoved', 'xyzzyed'],
    ['malkovs group', 'xyzzys group'],
    ['"okapis group"', '"xyzzys group"'],
    ['yury malkovs', 'xyzzy zyxxys'],
  ])('in another form of the word finds what an unknown word finds: %s', async (hidden, unknown) => {
    const answer = await search(hidden);
    expect(answer).toEqual(await search(unknown));
    expect(JSON.stringify(answer).toLowerCase()).not.toMatch(/okapi|malkov/);
  });

  it.each([
    ['Okap[a-m]', 'Okap[n-z]'],
    ['by Yury [M-Z]', 'by Yury [A-L]'],
    ['(?i)okapi', '(?i)xyzzy'],
  ])('letter by letter ends a grep where a wrong letter does: %s', async (right, wrong) => {
    for (const limit of [1, 2, 100]) {
      const asked = { regexp: true, limit };
      const { next, matches, scanned } = await grep({ ...asked, pattern: right });
      const other = await grep({ ...asked, pattern: wrong });
      expect({ next, matches, scanned }).toEqual({ next: other.next, matches: other.matches, scanned: other.scanned });
      expect([next, matches]).toEqual([null, []]);
    }
  });

  it('does not take matches that may be seen: pages join, whatever is hidden between', async () => {
    const whole = (await grep({ pattern: 'o', limit: 100 })).matches;
    const pages: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await grep({ pattern: 'o', limit: 2, ...(cursor !== undefined && { cursor }) });
      expect(page.matches.length === 2 || page.next === null).toBe(true);
      pages.push(...page.matches);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual(whole);
    expect(whole.length).toBeGreaterThan(3);
  });
});
