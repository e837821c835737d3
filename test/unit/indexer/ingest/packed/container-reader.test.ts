import { describe, expect, it } from 'vitest';
import type { CollectionFile, CollectionReader } from '../../../../../indexer/ingest/collection.ts';
import type { CollectionContainer, PackedEntry } from '../../../../../indexer/ingest/packed/container.ts';
import { makeContainerReader } from '../../../../../indexer/ingest/packed/container-reader.ts';
import { findReaderByName, soundOf } from '../../../../../indexer/ingest/readers.ts';
import { MAX_ARCHIVE_DEPTH } from '../../../../../src/limits.ts';

function entryOf(name: string, content: () => AsyncGenerator<Buffer>): PackedEntry {
  return { name, kind: 'file', content };
}

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Reads a container whose entries are these, whatever the file. `.loop` is its own ending. */
async function readWith(entries: () => AsyncGenerator<PackedEntry>) {
  const container: CollectionContainer = { name: 'loop', endings: ['.loop'], detect: () => false, entries };
  const formats = {
    findReaderByName: (name: string): CollectionReader | null =>
      name.endsWith('.loop') ? reader : findReaderByName(name),
    soundOf,
  };
  const reader = makeContainerReader(container, formats);
  const file: CollectionFile = { path: 'a.loop', name: 'a.loop', content: bytesOf(''), bytesRead: 0 };
  const ids: string[] = [];
  const codes: string[] = [];
  for await (const batch of reader.read(file, { onProblem: ({ code }) => codes.push(code) })) {
    for (const { document } of batch) ids.push(document.id);
  }
  return { ids, codes };
}

describe('an archive that holds itself', () => {
  it('is read as deep as any other', async () => {
    const { ids, codes } = await readWith(async function* () {
      yield entryOf('good.md', () => bytesOf('good'));
      yield entryOf('self.loop', () => bytesOf(''));
    });
    expect(ids).toEqual(
      Array.from({ length: MAX_ARCHIVE_DEPTH }, (_, depth) => `a.loop/${'self.loop/'.repeat(depth)}good.md`),
    );
    expect(codes).toEqual(['ARCHIVE_TOO_DEEP']);
  });
});

describe('an archive', () => {
  it('whose entry throws what is no error of the catalogue shows the bug', async () => {
    const reading = readWith(async function* () {
      yield entryOf('a.md', async function* () {
        yield* bytesOf('text');
        throw new TypeError('a bug');
      });
    });
    await expect(reading).rejects.toThrow(TypeError);
  });

  it('leaves the content of each entry closed before it asks for the next', async () => {
    let open = 0;
    const { ids } = await readWith(async function* () {
      for (const name of ['a.md', 'large.md', 'b.md']) {
        expect(open).toBe(0);
        yield entryOf(name, async function* () {
          open += 1;
          try {
            const chunks = name === 'large.md' ? 100 : 1;
            for (let chunk = 0; chunk < chunks; chunk += 1) yield Buffer.alloc(chunks === 1 ? 4 : 1 << 20, 'word');
          } finally {
            open -= 1;
          }
        });
      }
    });
    expect(open).toBe(0);
    expect(ids).toEqual(['a.loop/a.md', 'a.loop/b.md']);
  });
});
