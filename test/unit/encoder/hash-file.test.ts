import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getEnvironmentData, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/encoder/hash-file.ts';
import { ROOT } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const KNOWN = 'stillweb: hashes of files';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const known = () => Object.values((getEnvironmentData(KNOWN) ?? {}) as Record<string, string>);

describe('the hash of a file', () => {
  it('is that of its bytes, also when they are others with the same length', () => {
    const path = join(temporaryFolder(), 'file');
    for (const text of ['one', 'two', '', 'two']) {
      writeFileSync(path, text);
      expect(hashFile(path)).toBe(sha256(Buffer.from(text)));
    }
  });

  it('is remembered of a file that is older than the program, by its threads too, and of no other', async () => {
    const fresh = join(temporaryFolder(), 'fresh');
    writeFileSync(fresh, 'written by this test');
    // Of no model, so that no other test of this process has asked for it.
    const old = join(ROOT, 'LICENSE');
    expect(hashFile(old)).toBe(sha256(readFileSync(old)));
    expect(hashFile(old)).toBe(sha256(readFileSync(old)));
    hashFile(fresh);
    expect(known().filter((hash) => hash === hashFile(old))).toHaveLength(1);
    expect(known()).not.toContain(hashFile(fresh));
    const program = `const { getEnvironmentData, parentPort } = require('node:worker_threads');
      parentPort.postMessage(getEnvironmentData(${JSON.stringify(KNOWN)}))`;
    const told = await new Promise((resolve) => new Worker(program, { eval: true }).once('message', resolve));
    expect(Object.values(told as object)).toContain(hashFile(old));
  });
});
