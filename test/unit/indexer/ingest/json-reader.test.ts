import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSplitter } from '../../../../indexer/ingest/json-splitter.ts';
import { MAX_LINE_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

async function readJson(content: string | Uint8Array) {
  return await readCollection([writeInput('a.json', content)]);
}

/** The records of a text that is cut into chunks of so many bytes. */
function split(text: string, chunkBytes: number, maxBytes = 1 << 20): unknown[] {
  const splitter = new JsonSplitter(maxBytes, 'a.json');
  const bytes = Buffer.from(text);
  const records = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    records.push(...splitter.split(bytes.subarray(start, start + chunkBytes)));
  }
  return [...records, ...splitter.finish()].map((line) => line.fault ?? JSON.parse(line.text!));
}

describe('a stream of JSON', () => {
  it('is cut into the members of its array, or the values that follow one another, wherever chunks end', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(4),
        (values, chunk, space) => {
          expect(split(JSON.stringify(values, null, space), chunk)).toEqual(JSON.parse(JSON.stringify(values)));
          // A list that comes first would be the array of all.
          const lines = values.map((each) => JSON.stringify({ each }, null, space));
          expect(split(lines.join('\n'), chunk)).toEqual(lines.map((line) => JSON.parse(line)));
        },
      ),
    );
  });

  it('tells the line that a record begins in', () => {
    const splitter = new JsonSplitter(100, 'a.json');
    const lines = [...splitter.split(Buffer.from('[\n{"a":\n1},\n\n2,{}\n]'))];
    expect(lines.map(({ number, offset, bytes }) => [number, offset, bytes])).toEqual([
      [2, 2, 8],
      [5, 13, 1],
      [5, 15, 2],
    ]);
  });

  it('keeps no record over the limit', () => {
    expect(split('["1234567","12345678",3]', 5, 9)).toEqual(['1234567', 'too-long', 3]);
  });

  it.each(['[1 2]', '[1,,2]', '[1]2', '[1', '{"a":', '["a', '[1,2', '{}]'])(
    'is refused where it is none: %s',
    (text) => {
      expect(() => split(text, 1)).toThrow(expect.objectContaining({ code: 'LINE_NOT_JSON' }));
    },
  );
});

describe('a file of JSON', () => {
  it('gives the documents of its array, and tells the line of each bad record', async () => {
    const content = '[\n{"_id":"1","text":"a"},\n{"_id":"2"},\n7,\n{"_id":"3","text":"c","n":1.10}]';
    const { documents, problems } = await readJson(content);
    expect(documents.map(({ id }) => id)).toEqual(['1', '3']);
    expect(JSON.stringify(documents[1].metadata)).toContain('1.10');
    expect(problems.map(({ code, location }) => [code, location.line])).toEqual([
      ['FIELD_MISSING', 3],
      ['LINE_NOT_OBJECT', 4],
    ]);
  });

  it('numbers records without an id', async () => {
    const { documents } = await readJson('[{"text":"a"},{"x":1},{"text":"b"}]');
    expect(documents.map(({ id }) => id)).toEqual(['a.json#1', 'a.json#3']);
  });

  it('is of another kind in a folder when its first value is no record, and a fault when it is named', async () => {
    const others = {
      'package.json': '{"name":"x","version":"1"}',
      'tsconfig.json': '{ // with a comment\n "a": 1 }',
      'list.json': '[1,2]',
      'empty.json': '',
      'cut.json': '[{"text":"a"',
    };
    const folder = writeFolder({ ...others, 'one.json': '{"_id":"1","text":"a"}' });
    const { documents, problems, ignored } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['1']);
    expect(ignored.map(({ path, reason }) => [path.slice(folder.length + 1), reason])).toEqual(
      ['cut.json', 'list.json', 'package.json', 'tsconfig.json'].map((name) => [name, 'kind']),
    );
    expect(problems).toEqual([]);
    const named = await readJson(others['package.json']);
    expect(named.problems.map(({ code }) => code)).toEqual(['FIELD_MISSING']);
  });

  it('is LINE_TOO_LONG for a record one byte over the limit, and none at it', async () => {
    const record = (bytes: number) => `{"_id":"1","title":"t","text":"","x":[${' '.repeat(bytes - 40)}]}`;
    expect(record(100)).toHaveLength(100);
    expect((await readJson(record(MAX_LINE_BYTES))).problems).toEqual([]);
    expect((await readJson(record(MAX_LINE_BYTES + 1))).problems.map(({ code }) => code)).toEqual(['LINE_TOO_LONG']);
  });
});
