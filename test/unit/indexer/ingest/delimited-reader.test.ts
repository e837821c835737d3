import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldMap } from '../../../../indexer/ingest/collection.ts';
import { MAX_LINE_BYTES, MAX_TABLE_COLUMNS } from '../../../../src/limits.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

async function readTable(name: string, content: string | Uint8Array, fields?: FieldMap) {
  return await readCollection([writeInput(name, content)], fields === undefined ? {} : { fields });
}

/** As RFC 4180 quotes a cell. */
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('a table of CSV', () => {
  it('gives a record for each row, with the line that it begins in', async () => {
    const { collected } = await readTable('a.csv', 'id,title,text\r\n1,One,"a, ""b""\r\nc"\r\n\r\n2,Two,d\r\n');
    expect(collected.map(({ document, location }) => [document, location.line])).toEqual([
      [{ id: '1', title: 'One', text: 'a, "b"\r\nc' }, 2],
      [{ id: '2', title: 'Two', text: 'd' }, 5],
    ]);
  });

  it('gives what was written, whatever it is', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '\u00e9', '\u6771', ' ', ';') });
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const lines = written.map(([text, more], number) => `${number},${quoted(`x${text}`)},${quoted(more)}`);
        const { documents, problems } = await readTable('a.csv', ['id,text,more', ...lines].join('\r\n'));
        expect(problems).toEqual([]);
        expect(documents).toEqual(
          written.map(([text, more], number) => {
            const metadata = more === '' ? {} : { metadata: { more } };
            return { id: String(number), title: '', text: `x${text}`, ...metadata };
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('may have semicolons or tabs between its columns, as its header says', async () => {
    for (const between of [';', '\t']) {
      const { documents } = await readTable('a.csv', [`id${between}text`, `1${between}a, b`].join('\n'));
      expect(documents).toEqual([{ id: '1', title: '', text: 'a, b' }]);
    }
  });

  it('is UTF-8, UTF-16 with a mark, or windows-1252, told for each cell', async () => {
    const table = 'id,text\n1,na\u00efve\n';
    for (const bytes of [
      Buffer.from(`\ufeff${table}`),
      Buffer.from(`\ufeff${table}`, 'utf16le'),
      Buffer.from(table, 'latin1'),
    ]) {
      expect((await readTable('a.csv', bytes)).documents).toEqual([{ id: '1', title: '', text: 'na\u00efve' }]);
    }
  });

  it('takes the fields that are named, and leaves out empty cells and columns without a name', async () => {
    const content = ',key,body,words,note\n0,k,whole,,\n1,l,rest,w,n\n';
    const { documents } = await readTable('a.csv', content, { id: 'key', text: 'words', title: 'body' });
    expect(documents).toEqual([
      { id: 'k', title: 'whole', text: '' },
      { id: 'l', title: 'rest', text: 'w', metadata: { note: 'n' } },
    ]);
  });

  it('numbers rows without an id, bad ones too, unless they have an address', async () => {
    const { documents, problems, collected } = await readTable(
      'a.csv',
      'text,url\none,\ntwo\nthree,\nfour,https://a.example/4\n',
    );
    expect(documents.map(({ id }) => id)).toEqual(['a.csv#1', 'a.csv#3', 'https://a.example/4']);
    expect(collected.every(({ isUnnamed }) => isUnnamed === true)).toBe(true);
    expect(problems.map(({ code, location }) => [code, location.line])).toEqual([['TABLE_ROW_UNEVEN', 3]]);
  });

  it('is TABLE_INVALID from the quotation mark on that stands where none may be', async () => {
    const folder = writeFolder({ 'a.csv': 'id,text\n1,a\n2,b "quoted" c\n3,d\n' });
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['1']);
    expect(problems[0]).toMatchObject({ code: 'TABLE_INVALID', error: { facts: { line: 3 } } });
    await expect(readTable('a.csv', 'id,text\n1,"open\n')).rejects.toMatchObject({ code: 'TABLE_INVALID' });
  });

  it('is refused by its header: without a text, or with a name twice', async () => {
    await expect(readTable('a.csv', 'name,price\na,1\n')).rejects.toMatchObject({ code: 'FIELD_MISSING' });
    await expect(readTable('a.csv', 'id,text,text\n1,a,b\n')).rejects.toMatchObject({ code: 'FIELD_INVALID' });
  });

  it('is told once in a folder, whatever comes behind the header', async () => {
    const folder = writeFolder({ 'a.csv': 'name,price\na,1\nb,text\n' });
    const { documents, problems } = await readCollection([folder]);
    expect([documents, problems.map(({ code, error }) => [code, error.facts.line])]).toEqual([
      [],
      [['FIELD_MISSING', 1]],
    ]);
  });

  it('is INVALID_UTF8 in a cell that is in no encoding', async () => {
    const { problems } = await readTable('a.csv', Buffer.from('id,text\n1,\xe9\x81\n', 'latin1'));
    expect(problems.map(({ code, location }) => [code, location.line])).toEqual([['INVALID_UTF8', 2]]);
  });

  it('is TABLE_TOO_LARGE with a column over the limit, in the header or in a row', async () => {
    const most = `text${',a'.repeat(MAX_TABLE_COLUMNS - 1)}`.split(',');
    const header = most.map((name, place) => (place === 0 ? name : `${name}${place}`)).join(',');
    expect((await readTable('a.csv', `${header}\nx${','.repeat(MAX_TABLE_COLUMNS - 1)}\n`)).documents).toHaveLength(1);
    await expect(readTable('a.csv', `${header},over\n`)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE' });
    const endless = `id,text\n1,a${','.repeat(4 * MAX_TABLE_COLUMNS)}`;
    await expect(readTable('a.csv', endless)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE' });
  });

  it('is LINE_TOO_LONG where a record is over the limit, as behind a quotation mark that is not closed', async () => {
    const content = Buffer.concat([Buffer.from('id,text\n1,"'), Buffer.alloc(MAX_LINE_BYTES + 10, 'x\n')]);
    await expect(readTable('a.csv', content)).rejects.toMatchObject({ code: 'LINE_TOO_LONG', facts: { line: 2 } });
  });
});

describe('a table of TSV', () => {
  it('has a header and no quotes', async () => {
    const { documents } = await readTable('a.tsv', 'id\ttext\ttitle\n1\t"Quoted" is text, "so\tT\n');
    expect(documents).toEqual([{ id: '1', title: 'T', text: '"Quoted" is text, "so' }]);
  });

  it('is MS MARCO without one: two columns, or four', async () => {
    const two = await readTable('collection.tsv', '0\tThe presence of\n1\t"Another\n');
    expect(two.documents).toEqual([
      { id: '0', title: '', text: 'The presence of' },
      { id: '1', title: '', text: '"Another' },
    ]);
    const four = await readTable('docs.tsv', 'D1\thttps://a.example/\tTitle\tBody of it\n');
    expect(four.documents).toEqual([{ id: 'D1', url: 'https://a.example/', title: 'Title', text: 'Body of it' }]);
    for (const content of ['id\trate\n1001\t.097\n', 'country\tcapital\nNorway\tOslo\n', '1\t-2.5\n2\t3e5\n']) {
      await expect(readTable('other.tsv', content), content).rejects.toMatchObject({ code: 'FIELD_MISSING' });
    }
    await expect(readTable('a.tsv', '1\t2\t3\n')).rejects.toMatchObject({ code: 'FIELD_MISSING' });
  });
});
