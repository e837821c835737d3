import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followPage, missingTools } from '../../scripts/follow/follow-page.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = join(ROOT, 'docs', 'tutorials');
/** `npm test` follows it. */
const FIRST = 'first-five-minutes.md';
/** `npm run test:clients` follows it, for it needs the client. */
const CLIENT = "With the vendor's own client";

describe.skipIf(missingTools().length > 0)('followed word by word (skipped without bash, curl)', () => {
  it.for(readdirSync(FOLDER).filter((name) => name !== FIRST))('%s prints what it shows', async (name, { signal }) => {
    const { faults, outcomes } = await followPage(name, join(FOLDER, name), temporaryFolder(), {
      signal,
      chooses: ({ headings }) => !headings.includes(CLIENT),
    });
    expect(faults).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(4);
  });
});
