import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

const FIRST = `<DOC>
<DOCNO> FT911-1 </DOCNO>
<DATE>910514
</DATE>
<HEADLINE>
Fjords &amp; inlets
</HEADLINE>
<TEXT>
A fjord
is <F P=100>narrow</F>.
<P>
Second.
</TEXT>
<PUB>The Times
</PUB>
</DOC>
`;

async function readTrec(content: string | Uint8Array) {
  return await readCollection([writeInput('a.trec', content)]);
}

describe('a file of TREC', () => {
  it('gives a document for each DOC, its fields by their elements', async () => {
    const { collected } = await readTrec(`${FIRST}\n<doc><docno>B</docno> <text>two</text></doc>`);
    expect(collected.map(({ document, location }) => [document, location.line])).toEqual([
      [
        {
          id: 'FT911-1',
          title: 'Fjords & inlets',
          text: 'A fjord is narrow .\n\nSecond.',
          metadata: { date: '910514', pub: 'The Times' },
        },
        1,
      ],
      [{ id: 'B', title: '', text: 'two' }, 18],
    ]);
  });

  it('takes all that is said where no element is called TEXT, as in the collections of the web', async () => {
    const page =
      '<DOC><DOCNO>W1</DOCNO><DOCHDR>http://a.example/</DOCHDR><html><title>T</title><p>one<p>two</html></DOC>';
    const { documents } = await readTrec(page);
    expect(documents).toEqual([
      { id: 'W1', title: '', text: 'T\n\none\n\ntwo', metadata: { dochdr: 'http://a.example/' } },
    ]);
  });

  it('is windows-1252 where it is no UTF-8, told for each document', async () => {
    const both = Buffer.concat([
      Buffer.from('<DOC><DOCNO>1</DOCNO><TEXT>é</TEXT></DOC>'),
      Buffer.from('<DOC><DOCNO>2</DOCNO><TEXT>\xe9</TEXT></DOC>', 'latin1'),
    ]);
    expect((await readTrec(both)).documents.map(({ text }) => text)).toEqual(['é', 'é']);
  });

  it('tells a document that is not closed, or too long, and goes on behind it', async () => {
    const open = await readTrec(`${FIRST}<DOC><DOCNO>2</DOCNO>`);
    expect(open.documents).toHaveLength(1);
    expect(open.problems.map(({ code, location }) => [code, location.line])).toEqual([['TABLE_INVALID', 17]]);
    const long = Buffer.concat([
      Buffer.from('<DOC>'),
      Buffer.alloc(MAX_LINE_BYTES + 1, 'x'),
      Buffer.from(`</DOC>${FIRST}`),
    ]);
    const { documents, problems } = await readTrec(long);
    expect(documents.map(({ id }) => id)).toEqual(['FT911-1']);
    expect(problems.map(({ code }) => code)).toEqual(['LINE_TOO_LONG']);
  });

  it('numbers a document without a DOCNO, and is found out by its first tag', async () => {
    const { documents } = await readCollection([writeInput('fb396001', '\n<DOC>\n<TEXT>one</TEXT></DOC>')]);
    expect(documents.map(({ id }) => id)).toEqual(['fb396001#1']);
    const folder = await readCollection([writeFolder({ 'a.trec': FIRST })]);
    expect(folder.documents).toHaveLength(1);
  });

  it('looks once through what begins tags and ends none', async () => {
    const { documents } = await readTrec(`<DOC><DOCNO>1</DOCNO><TEXT>${'<a '.repeat(1_000_000)}</TEXT></DOC>`);
    expect(documents[0].text).toHaveLength(2_999_999);
  });
});
