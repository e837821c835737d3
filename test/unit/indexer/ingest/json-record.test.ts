import { describe, expect, it } from 'vitest';
import type { FieldMap, JsonValue } from '../../../../indexer/ingest/collection.ts';
import { readJsonRecord } from '../../../../indexer/ingest/json-record.ts';

const LOCATION = { file: 'corpus.jsonl', line: 7 };

/** Through JSON text, as a reader gets it: `__proto__` is an own field then. */
function read(json: string | { [key: string]: JsonValue }, map: FieldMap = {}) {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return readJsonRecord(JSON.parse(text), map, LOCATION, text.includes('\\u'));
}

describe('the shape of a record', () => {
  it('is BEIR when there are _id and text', () => {
    expect(read({ _id: 'd1', title: 'T', text: 'words', metadata: {} })).toEqual({
      id: 'd1',
      title: 'T',
      text: 'words',
    });
  });

  it('is Pyserini when there are id and contents: one line is text without a title', () => {
    expect(read({ id: 'p1', contents: 'all of it' })).toEqual({ id: 'p1', title: '', text: 'all of it' });
  });

  it.each([
    ['"Paris"\nThe capital.', 'Paris', 'The capital.'],
    ['Paris\nThe capital.\nMore.', 'Paris', 'The capital.\nMore.'],
    ['"The "Ring""\nAn opera.', 'The "Ring"', 'An opera.'],
    ['"Paris"\n', 'Paris', ''],
    ['Paris\n  ', '', 'Paris\n  '],
    ['"\nx', '"', 'x'],
    ['""\nx', '', 'x'],
  ])('is Search-R1 when contents has a first line: %j', (contents, title, text) => {
    expect(read({ id: '0', contents })).toEqual({ id: '0', title, text });
  });

  it('leaves contents whole when there is a title beside it', () => {
    expect(read({ id: '1', title: 'T', contents: 'a\nb' })).toEqual({ id: '1', title: 'T', text: 'a\nb' });
  });

  it('prefers _id to id and text to contents, and keeps the others as metadata', () => {
    expect(read({ id: 1, _id: 2, contents: 'c', text: 't' })).toEqual({
      id: '2',
      title: '',
      text: 't',
      metadata: { id: 1, contents: 'c' },
    });
  });

  it.each([
    [{ id: 1, title: 't', text: null }, 't'],
    [{ id: 1, contents: null, title: 't' }, 't'],
    [{ id: 1, text: null, contents: null, title: 't' }, 't'],
  ])('with a text of null has no text, and is a document by its title: %j', (record, title) => {
    expect(read(record)).toMatchObject({ title, text: '' });
  });

  it('with a text of null and no title is empty, and not of another kind', () => {
    expect(() => read({ id: 1, text: null })).toThrow(expect.objectContaining({ code: 'DOCUMENT_EMPTY' }));
    expect(() => read({ id: 1 })).toThrow(expect.objectContaining({ code: 'FIELD_MISSING' }));
  });

  it('counts a field that is null as absent', () => {
    const document = read({ _id: null, id: 5, text: null, contents: 'c', title: null, url: null, date: null });
    expect(document).toMatchObject({ id: '5', title: '', text: 'c' });
    expect(document).not.toHaveProperty('url');
    expect(document).not.toHaveProperty('date');
  });

  it('reads whole numbers as ids, to the last exact one', () => {
    expect(read('{"id":0,"text":"t"}').id).toBe('0');
    expect(read('{"id":-3,"text":"t"}').id).toBe('-3');
    expect(read('{"id":9007199254740991,"text":"t"}').id).toBe('9007199254740991');
  });

  it('never takes the id, text or title from the metadata object', () => {
    const metadata = { _id: 'wrong', text: 'wrong', title: 'wrong' };
    expect(read({ id: 'right', contents: 'right', metadata })).toEqual({
      id: 'right',
      title: '',
      text: 'right',
      metadata,
    });
    expect(() => read({ text: 't', metadata: { id: 'x' } })).toThrow(/no field _id or id/);
  });
});

describe('a field map', () => {
  it('names the fields, and what it does not name goes to the metadata', () => {
    const record = {
      docno: 'a',
      body: 'words',
      heading: 'H',
      where: 'http://x',
      when: '2020',
      tongue: 'EN',
      out: ['b', 2],
      text: 'spare',
    };
    const map = {
      id: 'docno',
      text: 'body',
      title: 'heading',
      url: 'where',
      date: 'when',
      language: 'tongue',
      links: 'out',
    };
    expect(read(record, map)).toEqual({
      id: 'a',
      title: 'H',
      text: 'words',
      url: 'http://x',
      date: '2020-01-01',
      language: 'en',
      links: ['b', '2'],
      metadata: { text: 'spare' },
    });
  });

  it.each([
    [{ id: 'docno' }, 'docno'],
    [{ text: 'body' }, 'body'],
    [{ id: 'toString' }, 'toString'],
    [{ text: '__proto__' }, '__proto__'],
  ])('that names an absent field gives FIELD_MISSING with its name: %j', (map, field) => {
    expect(() => read({ _id: '1', text: 't' }, map)).toThrow(
      expect.objectContaining({ code: 'FIELD_MISSING', facts: expect.objectContaining({ field, line: 7 }) }),
    );
  });

  it.each([
    [{ url: 'extra' }, 'a string'],
    [{ date: 'extra' }, 'a string'],
    [{ links: 'extra' }, 'a list of ids or addresses'],
  ])('refuses a value of another kind: %j', (map, wanted) => {
    const reading = () => read({ _id: '1', text: 't', extra: { a: 1 } }, map);
    expect(reading).toThrow(expect.objectContaining({ code: 'FIELD_INVALID' }));
    expect(reading).toThrow(wanted);
  });

  it('leaves a date that it names but that is none in the metadata', () => {
    const document = read({ _id: '1', text: 't', when: 'last spring' }, { date: 'when' });
    expect(document.date).toBeUndefined();
    expect(document.metadata).toEqual({ when: 'last spring' });
  });

  it('may name an entry of the metadata object', () => {
    const document = read({ _id: '1', text: 't', metadata: { heading: 'H' } }, { title: 'heading' });
    expect(document).toEqual({ id: '1', title: 'H', text: 't' });
  });
});

describe('optional fields', () => {
  it('are taken from the record, and else from its metadata object', () => {
    const metadata = { url: 'http://inner', date: '2001-02-03', rank: 4 };
    expect(read({ _id: '1', text: 't', url: 'http://outer', metadata })).toEqual({
      id: '1',
      title: '',
      text: 't',
      url: 'http://outer',
      date: '2001-02-03',
      metadata: { rank: 4 },
    });
  });

  it('stay in the metadata as they are when they cannot be read', () => {
    const odd = { url: '', date: 'May 5', language: 'English', links: ['a', null] };
    expect(read({ _id: '1', text: 't', ...odd })).toEqual({ id: '1', title: '', text: 't', metadata: odd });
  });

  it('keep each link once, at its first place', () => {
    expect(read({ _id: '1', text: 't', links: ['b', 'a', 'b', 3, '3'] }).links).toEqual(['b', 'a', '3']);
  });

  it('may have a metadata field that is no object, which is metadata itself', () => {
    expect(read({ _id: '1', text: 't', metadata: ['x'] }).metadata).toEqual({ metadata: ['x'] });
  });
});

describe('a field called __proto__', () => {
  it('is kept as a field and changes no object', () => {
    const json =
      '{"_id":"1","text":"t","__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":2},"constructor":{"prototype":{"polluted":3}}}}';
    const document = read(json);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((document as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect((document.metadata as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(document.metadata!).sort()).toEqual(['__proto__', 'constructor']);
    expect(JSON.parse(JSON.stringify(document.metadata))).toEqual(
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":3}}}'),
    );
  });
});
