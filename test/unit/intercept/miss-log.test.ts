import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MissLog } from '../../../src/intercept/miss-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the log of misses', () => {
  it('counts each, and writes each as a line of a file that is made anew', () => {
    const file = join(temporaryFolder(), 'misses.jsonl');
    writeFileSync(file, 'of another command\n');
    const misses = new MissLog(file);
    misses.add({ method: 'GET', url: 'https://a.example/x', reason: 'not in the collection' });
    misses.add({ url: 'tcp://db.example:5432', reason: 'refused' });
    misses.close();
    expect(misses.count).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(
      '{"method":"GET","url":"https://a.example/x","reason":"not in the collection"}\n' +
        '{"url":"tcp://db.example:5432","reason":"refused"}\n',
    );
  });

  it('counts without a file', () => {
    const misses = new MissLog(null);
    misses.add({ url: 'tcp://db.example:5432', reason: 'refused' });
    misses.close();
    expect(misses.count).toBe(1);
  });

  it('refuses a file that cannot be made', () => {
    const file = join(temporaryFolder(), 'none', 'misses.jsonl');
    expect(() => new MissLog(file)).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', facts: { setting: 'misses', file } }),
    );
  });

  it.skipIf(!existsSync('/dev/full'))('goes on counting on a full disk, and tells at the end', () => {
    const misses = new MissLog('/dev/full');
    misses.add({ url: 'tcp://a.example:1', reason: 'refused' });
    misses.add({ url: 'tcp://b.example:2', reason: 'refused' });
    expect(misses.count).toBe(2);
    expect(() => misses.close()).toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED', facts: { errno: 'ENOSPC', file: '/dev/full' } }),
    );
  });
});
