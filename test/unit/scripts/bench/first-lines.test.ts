import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyFirstLines } from '../../../../scripts/bench/growth/first-lines.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

it('copies the first lines of a file, across the chunks that it reads', () => {
  const folder = temporaryFolder();
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  // Nine megabytes: a chunk has eight.
  const lines = Array.from({ length: 30 }, (_, i) => `${i}`.repeat(200_000));
  writeFileSync(from, `${lines.join('\n')}\n`);
  for (const count of [0, 1, 27, 30]) {
    expect(copyFirstLines(from, to, count)).toBe(count);
    expect(
      readFileSync(to, 'utf8') ===
        lines
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join(''),
    ).toBe(true);
  }
  expect(copyFirstLines(from, to, 31)).toBe(30);
});
