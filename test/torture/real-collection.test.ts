import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hashTree, runProgram } from '../support/program.ts';
import { collectBodies } from '../support/served-bodies.ts';
import { sharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const corpus = sharedData('wikispeedia/corpus.jsonl.gz');
const questions = sharedData('hotpotqa-500/queries.jsonl.gz');

// promise: rank/same-bytes
describe.skipIf(corpus === null || questions === null)(
  '4,598 Wikipedia articles (skipped where the collection is absent)',
  () => {
    it('give the same bytes to 500 questions in every build, order, restart and load', {
      timeout: 1_200_000,
    }, async () => {
      const folder = temporaryFolder();
      const queries = gunzipSync(readFileSync(questions as string))
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).text as string);
      const first = join(folder, 'one', 'wiki');
      const built = runProgram(['index', corpus as string, '--out', first, '--quiet', '--json']);
      expect(built.code, built.err).toBe(0);
      expect(JSON.parse(built.out).counts).toMatchObject({ documents: 4598 });

      const plain = join(folder, 'plain.jsonl');
      writeFileSync(plain, gunzipSync(readFileSync(corpus as string)));
      const second = join(folder, 'two', 'wiki');
      const env = { ...process.env, TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
      const rebuilt = runProgram(['index', plain, '--out', second, '--threads', '1', '--quiet', '--json'], {
        env,
        cwd: folder,
      });
      expect(rebuilt.code, rebuilt.err).toBe(0);
      expect(JSON.parse(rebuilt.out).id).toBe(JSON.parse(built.out).id);
      expect(hashTree(join(second, 'generations'))).toEqual(hashTree(join(first, 'generations')));

      const bodies = await collectBodies(first, queries, { clients: 64, seed: 1, workers: 2 });
      expect(new Set(bodies).size).toBe(queries.length);
      expect(await collectBodies(first, queries, { clients: 64, seed: 2, workers: 1 })).toEqual(bodies);
      expect(await collectBodies(second, queries, { clients: 64, seed: 3, workers: 2 })).toEqual(bodies);
    });
  },
);
