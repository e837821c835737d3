import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentUri, documentUriTemplate, parseDocumentUri } from '../../../src/mcp/document-uri.ts';

const INDEX = { name: 'wiki', id: '0a1b' };

describe('the URI of a document', () => {
  it('names index, id of the index and document', () => {
    expect(documentUri(INDEX, 'Alan Turing')).toBe('stillweb://wiki@0a1b/Alan%20Turing');
    expect(documentUriTemplate(INDEX)).toBe('stillweb://wiki@0a1b/{id}{?offset}');
  });

  it('gives back every name and every id', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (name, id) => {
        const parsed = parseDocumentUri(documentUri({ name, id: '0a1b' }, id));
        expect(parsed).toEqual({ index: { name, id: '0a1b' }, id, offset: 0 });
      }),
    );
  });

  it('may have slashes in the id as they are', () => {
    expect(parseDocumentUri('stillweb://wiki@0a1b/a/b')).toEqual({ index: INDEX, id: 'a/b', offset: 0 });
  });

  it('may say where the text begins', () => {
    expect(parseDocumentUri('stillweb://wiki@0a1b/x?offset=120')).toEqual({ index: INDEX, id: 'x', offset: 120 });
  });

  it.each([
    'stillweb://wiki/x',
    'stillweb://wiki@0a1b/',
    'stillweb://wiki@0a1b',
    'stillweb://wiki@0a1b/%zz',
    'stillweb://wiki@0a1b/x?offset=-1',
    'https://wiki@0a1b/x',
    'x',
  ])('is not %s', (text) => {
    expect(parseDocumentUri(text)).toBeNull();
  });
});
