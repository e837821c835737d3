import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import {
  MAX_DOCUMENT_CHARACTERS,
  MAX_ID_BYTES,
  MAX_LINE_BYTES,
  MAX_METADATA_DEPTH,
  MAX_TITLE_CHARACTERS,
} from '../../../../src/limits.ts';
import { readCollection, writeInput } from '../../../support/read-collection.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const GOOD = '{"_id":"good","text":"good"}';

/** Reads three lines, the second of which is `line`, and expects the first and the third to be read all the same. */
async function readBetween(line: string | Uint8Array) {
  const content = Buffer.concat([
    Buffer.from('{"_id":"1","text":"one"}\n'),
    Buffer.from(line as string),
    Buffer.from('\n{"_id":"3","text":"three"}\n'),
  ]);
  const path = writeInput('corpus.jsonl', content);
  const { documents, problems } = await readCollection([path]);
  expect(documents.map(({ id }) => id)).toEqual(['1', '3']);
  expect(problems).toHaveLength(1);
  const [{ code, error, location }] = problems;
  expect(error.code).toBe(code);
  expect(location).toEqual({ file: path, line: 2 });
  expect(error.message.startsWith(`${path} line 2 `)).toBe(true);
  expect(error.facts).toMatchObject({ file: path, line: 2 });
  return { code, facts: error.facts, message: error.message };
}

describe('a line that is no document', () => {
  it.each([
    '{"_id":"2","text":"cut',
    'not json',
    '{"_id":"2","text":"tab\tin it"}',
    '{"_id":"2","text":"nul\0in it"}',
    "{'_id':'2'}",
  ])('is reported as LINE_NOT_JSON: %j', async (line) => {
    expect((await readBetween(line)).code).toBe('LINE_NOT_JSON');
  });

  it.each([
    ['["_id","2"]', 'a list'],
    ['null', 'null'],
    ['17', 'a number'],
    ['"text"', 'a string'],
    ['true', 'a boolean'],
  ])('is reported as LINE_NOT_OBJECT: %s', async (line, kind) => {
    const { code, facts, message } = await readBetween(line);
    expect(code).toBe('LINE_NOT_OBJECT');
    expect(facts.kind).toBe(kind);
    expect(message).toContain(kind);
  });

  it('is reported as INVALID_UTF8 with the place of the first wrong byte', async () => {
    const line = Buffer.concat([Buffer.from('{"_id":"2","text":"é'), Buffer.from([0xff]), Buffer.from('"}')]);
    const { code, facts } = await readBetween(line);
    expect(code).toBe('INVALID_UTF8');
    expect(facts.lineByteOffset).toBe(21);
    expect(facts.byteOffset).toBe('{"_id":"1","text":"one"}\n'.length + 21);
  });

  it('is reported as INVALID_UTF8 for a surrogate written as three bytes', async () => {
    const line = Buffer.concat([
      Buffer.from('{"_id":"2","text":"'),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]);
    expect((await readBetween(line)).code).toBe('INVALID_UTF8');
  });

  it.each([
    ['{"_id":"2","text":"a\\u0000b"}', 'text', 'nul'],
    ['{"_id":"2","text":"a\\ud800b"}', 'text', 'surrogate'],
    ['{"_id":"\\udc00","text":"b"}', '_id', 'surrogate'],
    ['{"_id":"2","text":"b","title":"\\ud83d"}', 'title', 'surrogate'],
    ['{"_id":"2","text":"b","other":{"deep":["\\u0000"]}}', 'other', 'nul'],
    ['{"_id":"2","text":"b","metadata":{"a":{"\\ud800":1}}}', 'a', 'surrogate'],
    ['{"_id":"2","text":"b","n":1.10,"s":"\\u00001.10"}', 's', 'nul'],
    ['{"_id":"2","text":"b","n":[1e400,{"s":"\\u0000"}]}', 'n', 'nul'],
  ])('is reported as INVALID_TEXT: %s', async (line, field, fault) => {
    const { code, facts } = await readBetween(line);
    expect(code).toBe('INVALID_TEXT');
    expect(facts).toMatchObject({ field, fault });
  });

  it.each([
    ['{"_id":"2"}', 'text or contents'],
    ['{}', 'text or contents'],
  ])('is reported as FIELD_MISSING: %s', async (line, field) => {
    const { code, facts, message } = await readBetween(line);
    expect(code).toBe('FIELD_MISSING');
    expect(facts.field).toBe(field);
    expect(message).toContain(field);
  });

  it.each([
    ['{"_id":"","text":"b"}', '_id'],
    ['{"_id":1.5,"text":"b"}', '_id'],
    ['{"_id":9007199254740993,"text":"b"}', '_id'],
    ['{"_id":1e400,"text":"b"}', '_id'],
    ['{"_id":1.00000000000000000001,"text":"b"}', '_id'],
    ['{"_id":"2","text":1.10}', 'text'],
    ['{"_id":"2","text":"b","title":-0}', 'title'],
    ['{"_id":["2"],"text":"b"}', '_id'],
    ['{"_id":"2","text":7}', 'text'],
    ['{"_id":"2","text":["b"]}', 'text'],
    ['{"_id":"2","text":"b","title":{}}', 'title'],
    [`{"_id":"${'é'.repeat(MAX_ID_BYTES / 2)}x","text":"b"}`, 'id'],
    [
      `{"_id":"2","text":"b","deep":${'['.repeat(MAX_METADATA_DEPTH + 1)}${']'.repeat(MAX_METADATA_DEPTH + 1)}}`,
      'deep',
    ],
  ])('is reported as FIELD_INVALID: %.60s', async (line, field) => {
    const { code, facts } = await readBetween(line);
    expect(code).toBe('FIELD_INVALID');
    expect(facts.field).toBe(field);
  });

  it.each(['{"_id":"2","text":""}', '{"_id":"2","text":" \\u3000\\n","title":"\\t"}'])(
    'is reported as DOCUMENT_EMPTY: %s',
    async (line) => {
      const { code, facts } = await readBetween(line);
      expect(code).toBe('DOCUMENT_EMPTY');
      expect(facts.id).toBe('2');
    },
  );

  it('is reported as DOCUMENT_TOO_LARGE one character over the limits', async () => {
    const text = await readBetween(`{"_id":"2","text":"${'x'.repeat(MAX_DOCUMENT_CHARACTERS + 1)}"}`);
    expect(text.code).toBe('DOCUMENT_TOO_LARGE');
    expect(text.facts).toMatchObject({ id: '2', field: 'text', characters: MAX_DOCUMENT_CHARACTERS + 1 });
    const title = await readBetween(`{"_id":"2","text":"b","title":"${'x'.repeat(MAX_TITLE_CHARACTERS + 1)}"}`);
    expect(title.code).toBe('DOCUMENT_TOO_LARGE');
    expect(title.facts).toMatchObject({ field: 'title', limit: MAX_TITLE_CHARACTERS });
  });
});

describe('limits of JSON Lines', () => {
  it('are inside the range: an id, a title, a text and a depth at the limit are read', async () => {
    const id = 'é'.repeat(MAX_ID_BYTES / 2);
    const deep = `${'['.repeat(MAX_METADATA_DEPTH)}${']'.repeat(MAX_METADATA_DEPTH)}`;
    const lines = [
      JSON.stringify({ _id: id, text: 'b' }),
      JSON.stringify({ _id: 'title', text: 'b', title: 'x'.repeat(MAX_TITLE_CHARACTERS) }),
      JSON.stringify({ _id: 'text', text: 'x'.repeat(MAX_DOCUMENT_CHARACTERS) }),
      `{"_id":"deep","text":"b","deep":${deep}}`,
      // An escape anywhere in the line takes another path through the checks, and must not move the limit.
      `{"_id":"escaped","text":"\\u0041","deep":${deep}}`,
    ];
    const { documents, problems } = await readCollection([writeInput('corpus.jsonl', lines.join('\n'))]);
    expect(problems).toEqual([]);
    expect(documents.map((document) => document.id)).toEqual([id, 'title', 'text', 'deep', 'escaped']);
  });

  it('hold for a line of 100 MB, which is counted, thrown away and reported; the next line is read', async () => {
    const path = join(temporaryFolder(), 'long.jsonl');
    const file = openSync(path, 'w');
    const chunk = Buffer.alloc(1_000_000, 'x');
    writeSync(file, `${GOOD}\n{"_id":"long","text":"`);
    for (let part = 0; part < 100; part += 1) writeSync(file, chunk);
    writeSync(file, `"}\n{"_id":"after","text":"after"}`);
    closeSync(file);
    const { collected, problems } = await readCollection([path]);
    expect(collected.map(({ document, location }) => [document.id, location.line])).toEqual([
      ['good', 1],
      ['after', 3],
    ]);
    expect(problems.map(({ code, location }) => [code, location.line])).toEqual([['LINE_TOO_LONG', 2]]);
    const { message, facts } = problems[0].error;
    expect(facts).toEqual({ file: path, line: 2, bytes: 100_000_024, limit: MAX_LINE_BYTES });
    expect(message).toContain(`${path} line 2 has 100000024 bytes`);
  });
});

describe('the form of the file', () => {
  it('may have a byte order mark, CR LF, blank lines and no last newline', async () => {
    const content = `\ufeff${GOOD}\r\n\r\n  \t\r\n\n{"_id":"b","text":"two\\r\\nlines"}\r\n${GOOD.replace('good', 'c')}`;
    const { collected, problems } = await readCollection([writeInput('corpus.jsonl', content)]);
    expect(problems).toEqual([]);
    expect(collected.map(({ document, location }) => [document.id, location.line])).toEqual([
      ['good', 1],
      ['b', 5],
      ['c', 6],
    ]);
    expect(collected[1].document.text).toBe('two\r\nlines');
  });

  it('has a byte order mark only at its start', async () => {
    const { problems } = await readCollection([writeInput('corpus.jsonl', `${GOOD}\n\ufeff${GOOD}\n`)]);
    expect(problems.map(({ code }) => code)).toEqual(['LINE_NOT_JSON']);
  });

  it('keeps U+2028 and U+0085 inside a line', async () => {
    const line = '{"_id":"a","text":"x\u2028y\u0085z"}';
    const { documents } = await readCollection([writeInput('corpus.jsonl', line)]);
    expect(documents[0].text).toBe('x\u2028y\u0085z');
  });

  it('reads lines that lie across the chunks in which the file is read', async () => {
    const lines = Array.from({ length: 60 }, (_, number) =>
      JSON.stringify({ _id: `d${number}`, text: `${'é東😀'.repeat(900 + 37 * number)}.` }),
    );
    const { documents, problems } = await readCollection([writeInput('corpus.jsonl', lines.join('\n'))]);
    expect(problems).toEqual([]);
    expect(documents.map((document) => JSON.stringify({ _id: document.id, text: document.text }))).toEqual(lines);
  });

  it('stops at the first problem when the caller throws', async () => {
    const collection = await openCollection([writeInput('corpus.jsonl', `${GOOD}\nnull\n${GOOD}`)]);
    const ids: string[] = [];
    const reading = async () => {
      const onProblem = (problem: { error: Error }) => {
        throw problem.error;
      };
      for await (const batch of collection.read({ onProblem })) for (const { document } of batch) ids.push(document.id);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'LINE_NOT_OBJECT' });
    expect(ids).toEqual(['good']);
  });
});
