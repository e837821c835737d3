import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { buildIndex, openIndex, search } from '../../src/index.ts';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex as openFiles } from '../../src/store/open.ts';
import { damageIndex } from '../support/damaged-index.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { ARTICLES, ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCORER = join(ROOT, 'examples', 'evidence', 'score.py');
const PYTHON = 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0;

function runScorer(directory: string, terms: readonly string[]) {
  const ran = spawnSync(PYTHON, ['-B', SCORER, directory, ...terms], { encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** What the program answers, as the scorer prints it, and the terms that it scored. */
async function askProgram(directory: string, query: string) {
  const index = await openIndex(directory);
  const levers = { mode: 'bm25', fuzzy: false, requestWords: false, collapse: false, explain: true } as const;
  const { hits } = await search(index, query, { ...levers, k: 10 });
  await index.close();
  const terms = hits[0].explain?.flatMap(({ terms = [] }) =>
    terms.flatMap(({ term, weight }) => Array(weight).fill(term)),
  );
  return { terms: terms ?? [], out: hits.map(({ score, id }) => `${score} ${id}\n`).join('') };
}

/** Questions of the sample collection, a word that is asked twice among them. */
const QUESTIONS = [
  'how does a trigram index answer regular expressions',
  'inverted index compression index',
  'who invented BM25',
];

/** Words of which each is about as frequent as its number is small, in texts of 2 to 131 of them. */
function makeUnevenCollection(documents: number): string {
  const next = xorshift32(7);
  const random = () => next() / 2 ** 32;
  const makeText = () => {
    const words = 2 + Math.floor(random() ** 3 * 130);
    return Array.from({ length: words }, () => `w${Math.floor(2000 ** random())}`).join(' ');
  };
  return Array.from({ length: documents }, (_, i) => `${JSON.stringify({ _id: `d${i}`, text: makeText() })}\n`).join(
    '',
  );
}

describe.skipIf(!hasPython)('the scorer in Python (skipped where there is no python3)', () => {
  let sample: string;
  beforeAll(async () => {
    sample = join(temporaryFolder(), 'sample');
    const options = { ranking: 'bm25', encoder: 'none', postings: 'plain' } as const;
    await buildIndex({ inputs: [ARTICLES], directory: sample, threads: 1, ...options });
  });

  it.each(QUESTIONS)('gives the integers of the program from the files alone: %s', async (question) => {
    const { terms, out } = await askProgram(sample, question);
    expect(out.split('\n')).toHaveLength(11);
    expect(runScorer(sample, terms)).toEqual({ code: 0, out, err: '' });
  });

  it('reads lists of many forms, in windows and shards, and gives ties the order of the collection', async () => {
    const directory = await buildGeneratedIndex('stillweb', makeUnevenCollection(17_400), 'none', {
      ...{ ranking: 'bm25', analyzer: 'plain', passages: { kind: 'whole' } },
      cut: { unitDocuments: 850, shardPassages: 17_000 },
    });
    const { postings } = viewIndex(openFiles(directory));
    expect(postings.map(({ windows }) => windows)).toEqual([2, 1]);
    expect(new Set(postings.flatMap(({ frequentForms }) => [...frequentForms])).size).toBe(4);
    for (const query of ['w1', 'w3 w40 w3', 'w10 w244 w269 w1900', 'w100 w1000']) {
      const { out } = await askProgram(directory, query);
      // Of `plain` the terms are the words as they stand.
      expect(runScorer(directory, query.split(' '))).toEqual({ code: 0, out, err: '' });
    }
  }, 60_000);

  it('sums what is stored in an index of another ranking', async () => {
    const directory = await buildGeneratedIndex('stillweb', makeCollection(300), 'none');
    const [query] = makeQueries(1);
    const { terms, out } = await askProgram(directory, query);
    expect(runScorer(directory, terms)).toEqual({ code: 0, out, err: '' });
  });

  it('ends at an impact that is not what BM25 gives, and names it', () => {
    // The low byte of the impact of every rare posting, in an index whose hashes are right.
    const change = ({ rare }: Record<string, { [i: number]: number; length: number }>) => {
      for (let at = 3; at < rare.length; at += 5) rare[at] ^= 1;
    };
    const other = damageIndex(sample, { file: 'postings-000.bin', change });
    const { code, err } = runScorer(other, ['trigram']);
    expect(code).toBe(1);
    expect(err).toMatch(/^trigram in passage \d+: \d+ is stored, BM25 gives \d+$/m);
  });

  it('tells how it is called', () => {
    const { code, err } = runScorer(sample, []);
    expect(code).toBe(1);
    expect(err).toContain('python3 score.py INDEX TERM...');
  });
});
