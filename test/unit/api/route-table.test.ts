import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../../src/api/route-table.ts';
import { readDocumentPath } from '../../../src/api/routes/documents.ts';

describe('the route table', () => {
  const table = new RouteTable();
  table.add('/', 'GET');
  table.add('/v1/search', ['GET', 'HEAD']);
  table.add('/v1/search', 'POST');
  table.add('/v1/documents/:id/links', 'GET');
  table.add('/files/*', 'GET');

  it.each([
    ['/', ['GET']],
    ['/v1/search', ['GET', 'HEAD', 'POST']],
    ['/v1/search/', []],
    ['/v1', []],
    ['/v1/documents/x/links', ['GET']],
    ['/v1/documents/x/other', []],
    ['/v1/documents/x/y/links', []],
    ['/files/a/b', ['GET']],
    ['/files', []],
    ['', []],
  ])('%s takes %j', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods);
  });
});

describe('the path of a document', () => {
  it('gives back any id that was encoded, exactly', () => {
    const parts = fc.constantFrom('text', 'links', 'original');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), parts, (id, part) => {
        const url = `/v1/documents/${encodeURIComponent(id)}${part === 'text' ? '' : `/${part}`}?index=x/links`;
        expect(readDocumentPath(url)).toEqual({ id, part });
      }),
    );
  });

  it.each([
    ['/v1/documents/a/b', 'a/b', 'text'],
    ['/v1/documents/a/b/links', 'a/b', 'links'],
    ['/v1/documents/a/b/original', 'a/b', 'original'],
    ['/v1/documents/a%2Flinks', 'a/links', 'text'],
    ['/v1/documents/a%2Foriginal', 'a/original', 'text'],
    ['/v1/documents/a%2Flinks/links', 'a/links', 'links'],
    ['/v1/documents/100%2525', '100%25', 'text'],
    ['/v1/documents/a+b%20c', 'a+b c', 'text'],
    ['/v1/documents/', '', 'text'],
  ])('%s names %j', (url, id, part) => {
    expect(readDocumentPath(url)).toEqual({ id, part });
  });

  it.each(['%', '%zz', '%e9', '%c3%28', '%ed%a0%80'])('with %s is refused', (encoded) => {
    expect(() => readDocumentPath(`/v1/documents/${encoded}`)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});
