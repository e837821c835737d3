import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { followPage, missingTools } from './follow/follow-page.ts';

/**
 * `npm run follow -- docs/tutorials/first-five-minutes.md …` follows pages word by word, each in a fresh folder of its own, and ends
 * with 1 where a command fails or prints something else than the page shows. How a page is written for it: CONTRIBUTING.md.
 */
const pages = process.argv.slice(2);
const missing = missingTools();
if (pages.length === 0 || missing.length > 0) {
  const why = pages.length === 0 ? 'usage: npm run follow -- PAGE...' : `needs ${missing.join(' and ')}`;
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
} else {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  for (const page of pages) {
    const folder = mkdtempSync(join(tmpdir(), 'stillweb-follow-'));
    try {
      const { outcomes, faults } = await followPage(page, resolve(page), folder, { signal: interrupted.signal });
      for (const fault of faults) process.stdout.write(`${fault}\n`);
      if (faults.length > 0) process.exitCode = 1;
      process.stdout.write(`${page}: ${outcomes.length} steps followed, ${faults.length} faults\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
