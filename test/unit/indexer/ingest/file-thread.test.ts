import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILE_PACKAGES, FileThread } from '../../../../indexer/ingest/file-thread.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const ANSWER = `parentPort.postMessage({ parts: ['read'] })`;

/** A thread that does this with the first byte of each file. */
function makeThread(step: string, patienceMs = 30_000): FileThread {
  const file = join(temporaryFolder(), 'thread.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';\nparentPort.on('message', ({ bytes: [first] }) => { ${step} });\n`,
  );
  return new FileThread(file, patienceMs);
}

const read = (thread: FileThread, first: number) => thread.read('pdf', Uint8Array.of(first));

describe('the thread that parses files', () => {
  it('names the command that installs a package which is not there', async () => {
    const thread = makeThread(
      `parentPort.postMessage({ refused: 'missing', what: 'needs a package that is not installed' })`,
    );
    await expect(read(thread, 0)).rejects.toMatchObject({
      code: 'READER_MISSING',
      message: `needs a package that is not installed: npm install ${FILE_PACKAGES.pdf}`,
    });
    thread.end();
  });

  it('is replaced when a file ends it', async () => {
    const thread = makeThread(`if (first === 1) process.exit(3); else ${ANSWER}`);
    await expect(read(thread, 1)).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
    expect(await read(thread, 0)).toEqual({ parts: ['read'] });
    expect(await read(thread, 0)).toEqual({ parts: ['read'] });
    thread.end();
  });

  it('is ended, and the file is a bad record that says so, when it never comes back', async () => {
    const thread = makeThread(`if (first === 1) for (;;); else ${ANSWER}`, 2000);
    await expect(read(thread, 1)).rejects.toMatchObject({
      code: 'PAGE_TOO_SLOW',
      message: expect.stringContaining('measured by the clock'),
    });
    expect(await read(thread, 0)).toEqual({ parts: ['read'] });
    thread.end();
  }, 30_000);

  it('refuses what expands too far', async () => {
    const thread = makeThread(`parentPort.postMessage({ refused: 'large', what: 'expands to over 5 bytes' })`);
    await expect(read(thread, 0)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
    thread.end();
  });
});
