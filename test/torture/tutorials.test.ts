import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followPage, missingTools } from '../../scripts/follow/follow-page.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** `npm test` follows it. */
const FIRST = 'docs/tutorials/first-five-minutes.md';
/** `npm run test:clients` follows it, for it needs the client. */
const CLIENT = "With the vendor's own client";
const PROXY = 'docs/how-to/deploy.md';
const noProxy = missingTools(['openssl', 'nginx']).length > 0;

const pages = ['docs/tutorials', 'docs/how-to'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
);

describe.skipIf(missingTools().length > 0)('followed word by word (skipped without bash, curl)', () => {
  it.for(pages.filter((page) => page !== FIRST))('%s prints what it shows', async (page, { signal, skip }) => {
    skip(page === PROXY && noProxy, 'there is no nginx, or no openssl');
    const { faults, outcomes } = await followPage(page, join(ROOT, page), temporaryFolder(), {
      signal,
      chooses: ({ headings }) => !headings.includes(CLIENT),
    });
    expect(faults).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(1);
  });
});
