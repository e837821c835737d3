import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { below, cachedFile, pageCache } from '../support/page-cache.ts';
import { runProgram } from '../support/program.ts';
import { writeFolder } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FJORD = 'https://example.org/fjord';
const STORM = 'https://example.org/storm';

describe('page caches of Mind2Web 2', () => {
  it('are indexed by their folder, one page a URL, and follow an edit as a build from nothing would', () => {
    const first = pageCache(
      { [FJORD]: '# Fjord\n\nA narrow inlet.' },
      { gone: { reason: 'HTTP 404', blocked: false } },
    );
    const full = 'https://example.org/100% wind';
    const second = pageCache({
      [full]: '# Full\n\nAll of it.',
      [FJORD]: 'the same page again',
      [STORM]: '# Storm\n\nWind.',
    });
    const folder = writeFolder({ ...below('agent/task-1', first), ...below('agent/task-2', second) });
    const out = temporaryFolder();
    const index = (...words: string[]) => runProgram(['index', ...words, '--quiet', '--json', '--encoder', 'none']);
    const built = index(folder, '--out', join(out, 'ix'));
    expect(built.code, built.err).toBe(0);
    const { counts, kinds } = JSON.parse(built.out);
    expect(counts.documents).toBe(3);
    expect(kinds.formats).toEqual([{ format: 'page-cache', documents: 3 }]);
    expect(kinds.faults).toEqual([expect.objectContaining({ code: 'DUPLICATE_ID', records: 1 })]);
    expect(kinds.passed).toEqual(
      expect.arrayContaining([expect.objectContaining({ what: 'page that could not be captured: status 404' })]),
    );

    writeFileSync(join(folder, 'agent', 'task-2', cachedFile(STORM, 'txt')), '# Storm\n\nA heavier wind.');
    const synced = index(folder, '--out', join(out, 'ix'), '--sync');
    expect(synced.code, synced.err).toBe(0);
    const anew = index(folder, '--out', join(out, 'anew'), '--name', 'ix');
    expect(JSON.parse(synced.out).id).toBe(JSON.parse(anew.out).id);
    expect(JSON.parse(synced.out).id).not.toBe(JSON.parse(built.out).id);

    // The spelling of an agent finds the page.
    const url = 'http://www.example.org/storm/?utm_source=chatgpt.com';
    const fetched = runProgram(['fetch', join(out, 'ix'), url]);
    expect(fetched.out).toContain('A heavier wind.');
    expect(runProgram(['fetch', join(out, 'ix'), 'https://example.org/100%25%20wind']).out).toContain('All of it.');
    expect(runProgram(['fetch', join(out, 'ix'), full]).out).toContain('All of it.');

    const named = index(folder, '--format', 'page-cache', '--out', join(out, 'named'));
    expect([named.code, named.err]).toEqual([2, expect.stringMatching(/leave out --format page-cache.*names of its/s)]);
  });
});
