import { describe, expect, it } from 'vitest';
import { checkRegistered } from '../../../../indexer/ingest/registered-document.ts';

const SOUND = { id: 'a', title: 'A', text: 'text', date: '2024-02-29', language: 'en', links: ['b'], metadata: {} };
const check = (change: object) =>
  checkRegistered({ document: { ...SOUND, ...change }, location: { file: 'x.toy' }, bytesRead: 0 } as never);

describe('a document of a registered reader', () => {
  it('is taken when it is what a collection holds', () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ date: undefined, language: undefined, links: undefined, metadata: undefined })).not.toThrow();
    expect(() => check({ metadata: { deep: [1.5, null, { left: undefined }] } })).not.toThrow();
  });

  it.each([
    ['id', { id: '' }],
    ['id', { id: 5 }],
    ['id', { id: 'a'.repeat(2049) }],
    ['title', { title: undefined }],
    ['text', { text: null }],
    ['url', { url: 5 }],
    ['date', { date: '2024-13-77' }],
    ['date', { date: 'yesterday' }],
    ['language', { language: 'no language at all' }],
    ['links', { links: ['b', null] }],
    ['metadata', { metadata: 5 }],
    ['metadata', { metadata: ['a list'] }],
    ['metadata', { metadata: { n: Number.NaN } }],
    ['metadata', { metadata: { deep: [{ n: Number.POSITIVE_INFINITY }] } }],
    ['metadata', { metadata: { deep: [undefined] } }],
    ['metadata', { metadata: { when: new Date(0) } }],
    ['metadata', { metadata: { call: () => 1 } }],
  ])('is refused by its place for a wrong %s: %j', (field, change) => {
    expect(() => check(change)).toThrow(
      expect.objectContaining({ code: 'FIELD_INVALID', facts: expect.objectContaining({ field, file: 'x.toy' }) }),
    );
  });

  it('is refused when it is empty or holds what no text holds', () => {
    expect(() => check({ title: '', text: ' ' })).toThrow(expect.objectContaining({ code: 'DOCUMENT_EMPTY' }));
    expect(() => check({ text: 'a\0b' })).toThrow(expect.objectContaining({ code: 'INVALID_TEXT' }));
  });
});
