import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followPage } from '../../scripts/follow/follow-page.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CLIENT_PACKAGES, hasJavascriptClients } from './support/javascript-clients.ts';

const PAGE = 'docs/tutorials/agent-swapped-over.md';

describe.skipIf(!hasJavascriptClients)('the tutorial that swaps an agent over', () => {
  it('prints what it shows, with the client of the vendor too', async ({ signal }) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules', '@tavily'), { recursive: true });
    symlinkSync(join(CLIENT_PACKAGES, '@tavily', 'core'), join(folder, 'node_modules', '@tavily', 'core'));
    const { faults, outcomes } = await followPage(PAGE, join(ROOT, PAGE), folder, { signal });
    expect(faults).toEqual([]);
    expect(outcomes.at(-1)?.out).toBe('Posting list\nSkip list\n');
  });
});
