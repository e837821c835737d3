import { describe, expect, it } from 'vitest';
import { readCollection, writeFolder, writeInput } from '../support/read-collection.ts';
import { fileReaderContract } from './file-reader.ts';

/**
 * What every container promises: all that a reader promises of a file, and that what is packed is read as a folder of the same
 * files is.
 * @param pack makes an archive of files, in the order given
 */
export function containerContract(
  format: string,
  ending: string,
  pack: (files: Readonly<Record<string, string | Buffer>>) => Buffer,
): void {
  const files = {
    'B.html': '<title>B</title><p>about B <a href="a/one.md">one</a>',
    'a/lines.jsonl': '{"_id": "j1", "text": "one"}\n{"_id": "j2", "text": "two"}\n',
    'a/one.md': '# One\n\n[up](../B.html)\n',
    'z.txt': 'last',
  };
  const archive = `docs${ending}`;
  const ids = ['B.html', 'j1', 'j2', 'a/one.md', 'z.txt'].map((id) => (/^j/.test(id) ? id : `${archive}/${id}`));

  fileReaderContract(`${format}${ending}`, () => ({ path: writeInput(archive, pack(files)), format, ids }));

  describe(`the container ${format}${ending}`, () => {
    it('gives the documents that a folder of the same files gives, under the name of the archive', async () => {
      const packed = await readCollection([writeInput(archive, pack(files))]);
      const folder = await readCollection([writeFolder({ ...prefix(files, archive) })]);
      expect(packed.documents).toEqual(folder.documents);
    });

    it('passes over what a folder walk passes over, and reports what one reports', async () => {
      const others = {
        '.git/config.md': 'hidden',
        'image.png': 'no text',
        'node_modules/x/readme.md': 'a tool',
        'set/corpus.jsonl': '{"_id": "d1", "text": "a document"}\n',
        'set/queries.jsonl': '{"_id": "q1", "text": "a query"}\n',
        'x.jsonl': '{"_id": "e", "text": ""}\n',
      };
      const { documents, problems, ignored } = await readCollection([writeInput(archive, pack(others))]);
      expect(documents.map(({ id }) => id)).toEqual(['d1']);
      expect(problems.map(({ code }) => code)).toEqual(['DOCUMENT_EMPTY']);
      expect(ignored.map(({ reason }) => reason)).toEqual(['hidden', 'kind', 'hidden', 'topics']);
    });

    it('reads archives in archives to a depth of four, and reports the next', async () => {
      let nested: Record<string, string | Buffer> = { 'deep.md': 'depth 6' };
      for (let depth = 5; depth > 0; depth -= 1) {
        nested = { 'at.md': `depth ${depth}`, [`next${ending}`]: pack(nested) };
      }
      const { documents, problems } = await readCollection([writeInput(archive, pack(nested))]);
      expect(documents.map(({ text }) => text)).toEqual(['depth 1', 'depth 2', 'depth 3', 'depth 4']);
      expect(problems.map(({ code }) => code)).toEqual(['ARCHIVE_TOO_DEEP']);
    });

    it.each(['/etc/a.md', '../a.md', 'b/../../a.md', 'C:/a.md'])('opens nothing under the name %s', async (name) => {
      const { documents, problems } = await readCollection([
        writeInput(archive, pack({ [name]: 'text', 'good.md': 'good' })),
      ]);
      expect(documents.map(({ text }) => text)).toEqual(['good']);
      expect(problems.map(({ code }) => code)).toEqual(['ENTRY_NAME_UNSAFE']);
    });

    it('cut short anywhere ends with an error of the catalogue', async () => {
      const whole = pack(files);
      for (let bytes = 1; bytes < whole.length - 1024; bytes += 97) {
        const { problems } = await readCollection([
          writeFolder({ [archive]: whole.subarray(0, bytes), 'after.md': 'text' }),
        ]);
        expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['INPUT_CORRUPT']));
      }
    });

    it('damaged anywhere gives documents and errors of the catalogue, and nothing else', async () => {
      const whole = pack(files);
      for (let place = 0; place < whole.length; place += 13) {
        const damaged = Buffer.from(whole);
        damaged[place] ^= 0x55;
        const { documents, problems } = await readCollection([writeFolder({ [archive]: damaged })]);
        expect(documents.length + problems.length).toBeGreaterThan(0);
      }
    });
  });
}

function prefix(files: Readonly<Record<string, string | Buffer>>, folder: string): Record<string, string | Buffer> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}
