import { describe, expect, it } from 'vitest';
import { entityTag, matchesEntityTag } from '../../../src/api/etag.ts';
import { documentBody, fetchBody } from '../../../src/api/response-body.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const [index] = new MemoryBackend().indexes;
const reference = JSON.stringify({ name: index.name, id: index.id });

describe('the body of a document', () => {
  it('has its keys in their order, whatever order the backend made them in', () => {
    const document = { links: [], range: { total: 3, end: 2, start: 1 }, text: 't', title: 'T', url: null, id: 'a' };
    const text = '{"id":"a","url":null,"title":"T","text":"t","range":{"start":1,"end":2,"total":3},"links":[]}';
    expect(documentBody(index, document)).toBe(`{"index":${reference},"document":${text}}`);
    expect(fetchBody(index, [document, document])).toBe(`{"index":${reference},"documents":[${text},${text}]}`);
  });
});

describe('an entity tag', () => {
  const tag = entityTag('0f', 'key');

  it('is quoted and differs by index and by request', () => {
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(new Set([tag, entityTag('0e', 'key'), entityTag('0f', 'kez'), entityTag('0', 'f\nkey')]).size).toBe(4);
  });

  it.each([tag, `W/${tag}`, '*', `"x", ${tag}`, `"x",W/${tag} , "y"`])('is matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(true);
  });

  it.each([undefined, '', '"x"', tag.slice(1, -1), tag.slice(0, -2)])('is not matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(false);
  });
});
