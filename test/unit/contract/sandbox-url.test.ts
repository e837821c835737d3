import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentUrl, readSandboxUrl, sandboxUrl } from '../../../src/contract/sandbox-url.ts';

describe('the address of a document in the sandbox', () => {
  it('leads back to its id, whatever that holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
        const url = sandboxUrl('wiki', id);
        expect(new URL(url).href.length).toBeGreaterThan(0);
        expect(readSandboxUrl('wiki', url)).toBe(id);
        expect(readSandboxUrl('other', url)).toBeNull();
      }),
    );
  });

  it('is kept by clients that resolve what they fetch', () => {
    for (const id of ['../x', 'a/../b', './a', 'a/.', 'a/..', 'a//b', '...', '.a/b.', '/a']) {
      const { href } = new URL(sandboxUrl('wiki', id));
      expect(readSandboxUrl('wiki', href), id).toBe(id);
    }
  });

  it('keeps the slashes of an id, and is read without scheme, over http, and with a fragment', () => {
    expect(sandboxUrl('wiki', 'a/b c?')).toBe('https://corpus.sandbox/wiki/a/b%20c%3F');
    for (const url of [
      'corpus.sandbox/wiki/a/b',
      'http://corpus.sandbox/wiki/a/b',
      'https://CORPUS.sandbox/wiki/a/b#x',
    ]) {
      expect(readSandboxUrl('wiki', url)).toBe('a/b');
    }
  });

  it('is none for what is encoded wrongly, for other hosts, and for documents with an address of their own', () => {
    expect(readSandboxUrl('wiki', 'https://corpus.sandbox/wiki/%zz')).toBeNull();
    expect(readSandboxUrl('wiki', 'https://not-corpus.sandbox/wiki/a')).toBeNull();
    expect(readSandboxUrl('wiki', 'https://corpus.sandbox.example/wiki/a')).toBeNull();
    expect(documentUrl('wiki', { id: 'a', url: 'https://own.example/' })).toBe('https://own.example/');
    expect(documentUrl('wiki', { id: 'a', url: null })).toBe('https://corpus.sandbox/wiki/a');
  });
});
