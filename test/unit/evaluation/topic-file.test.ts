import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readTopics } from '../../../src/evaluation/topic-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'topics-'));
afterAll(() => rmSync(folder, { recursive: true }));

function topicsOf(content: string | Uint8Array) {
  const path = join(folder, 'topics');
  writeFileSync(path, content);
  return readTopics(path);
}

function refusal(line: number, message: RegExp) {
  return {
    code: 'TOPICS_INVALID',
    facts: { file: join(folder, 'topics'), line },
    message: expect.stringMatching(message),
  };
}

describe('BEIR queries', () => {
  const lines = '{"_id":"q2","text":"second"}\n\n{"_id":10,"text":" first ","metadata":{}}\r\n';
  const expected = [
    { id: 'q2', text: 'second' },
    { id: '10', text: 'first' },
  ];

  it('are read in file order, blank lines and other fields left out', async () => {
    expect(await topicsOf(lines)).toEqual(expected);
  });

  it('are read from gzip whatever the file is called, several members included', async () => {
    const [first, second] = lines.split('\n\n');
    expect(await topicsOf(Buffer.concat([gzipSync(`${first}\n`), gzipSync(second)]))).toEqual(expected);
  });

  it('may begin with a byte order mark', async () => {
    expect(await topicsOf(`\ufeff${lines}`)).toEqual(expected);
  });

  it.each([
    ['{"_id":"1","text":"a"}\n{"_id":"2"', 2, /not JSON/],
    ['{"_id":"1","text":"a"}\n[]', 2, /not a JSON object/],
    ['{"_id":"1","text":"a"}\nnull', 2, /not a JSON object/],
    ['{"id":"1","text":"a"}', 1, /_id is neither/],
    ['{"_id":1.5,"text":"a"}', 1, /_id is neither/],
    ['{"_id":"1","query":"a"}', 1, /text is not a string/],
    ['{"_id":" ","text":"a"}', 1, /no id/],
    ['{"_id":"1","text":"\\t"}', 1, /topic 1 has no text/],
    ['{"_id":"1","text":"a"}\n\n{"_id":1,"text":"b"}', 3, /already on line 1/],
  ])('are refused with file and line: %s', async (content, line, message) => {
    await expect(topicsOf(content)).rejects.toMatchObject(refusal(line, message));
  });
});

describe('tab-separated topics', () => {
  it('hold an id, a tab and a text that may hold tabs', async () => {
    expect(await topicsOf('q 1\twhat\tis this\nq2\t<b> "x"')).toEqual([
      { id: 'q 1', text: 'what\tis this' },
      { id: 'q2', text: '<b> "x"' },
    ]);
  });

  it.each([
    ['q1\ta\nq2 b', 2, /no tab/],
    ['q1\ta\n\tb', 2, /no id/],
    ['q1\t ', 1, /topic q1 has no text/],
    ['q1\ta\nq1\tb', 2, /already on line 1/],
  ])('are refused with file and line: %s', async (content, line, message) => {
    await expect(topicsOf(content)).rejects.toMatchObject(refusal(line, message));
  });
});

describe('TREC topics', () => {
  it('are read with tags left open', async () => {
    const content = `
<top>

<num> Number: 301
<title> International Organized Crime

<desc> Description:
Identify organizations that participate in international criminal activity.

<narr> Narrative:
A relevant document must <em>not</em> be dull.
</top>

<top>
<head> Tipster Topic Description
<num> Number:  051
<dom> Domain:  International Economics
<title> Topic:  Airbus
 Subsidies
<desc> Description: none
</top>
`;
    expect(await topicsOf(content)).toEqual([
      { id: '301', text: 'International Organized Crime' },
      { id: '51', text: 'Airbus Subsidies' },
    ]);
  });

  it('are read with tags closed, many on a line, entities decoded once', async () => {
    const content =
      '<?xml version="1.0"?>\n<topics>\n<top><num>007</num><title>AT&amp;T &lt;5 &amp;lt; 3 < 4</title></top>' +
      '<TOP><NUM>Number: MB001 </NUM><TITLE>x</TITLE></TOP>\n</topics>';
    expect(await topicsOf(content)).toEqual([
      { id: '007', text: 'AT&T <5 &lt; 3 < 4' },
      { id: 'MB001', text: 'x' },
    ]);
  });

  it('are read as web tracks write them', async () => {
    const content = `<webtrack2009>
  <topic number="1" type="faceted">
    <query>obama family tree</query>
    <description> Find information. </description>
    <subtopic number="1" type="nav"> Find the photographs. </subtopic>
  </topic>
</webtrack2009>`;
    expect(await topicsOf(content)).toEqual([{ id: '1', text: 'obama family tree' }]);
  });

  it.each([
    ['<top>\n<num> 1 <title> a\n', 1, /not closed/],
    ['<top><num> 1 <title> a\n<top><num> 2 <title> b\n</top>', 2, /begins inside the one of line 1/],
    ['<top><num> 1 <title> a </top>\n<top>\n<title> b </top>', 2, /no <num>/],
    ['<top><num> 1 <desc> a </top>', 1, /no <title>/],
    ['<top><num> 1 <title> <desc> a </top>', 1, /topic 1 has no text/],
    ['<top><num> 1 <title> a </top>\nstray', 2, /outside/],
    ['<top><num> 1 <title> a </top>\n<top><num> Number: 01 <title> b </top>', 2, /already on line 1/],
    ['<topics></topics>', 1, /no topic/],
  ])('are refused with file and line: %s', async (content, line, message) => {
    await expect(topicsOf(content)).rejects.toMatchObject(refusal(line, message));
  });
});

it('refuses an empty file', async () => {
  await expect(topicsOf('\n \n')).rejects.toMatchObject(refusal(1, /no topic/));
});
