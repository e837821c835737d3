/** A dialect of one file: `GET /toy?q=…&top=…&key=…` and `POST /toy/read` answer in lines of names, as no vendor does. */
import { canonicalizeFetch } from '../../src/contract/canonical-fetch.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { type DialectRequest, registerDialect } from '../../src/dialects/dialect.ts';
import { StillwebError } from '../../src/errors.ts';

registerDialect({
  name: 'toy',
  hosts: { 'api.toy.example': '/toy' },
  tokens: { headers: ['x-toy-key'], query: ['key'], body: ['key'] },
  routes: [
    {
      method: 'GET',
      path: '/toy',
      summary: 'Names of documents',
      read({ query: { q, top, session } }: DialectRequest) {
        if (typeof q !== 'string') throw new StillwebError('INVALID_REQUEST', 'q is missing', { field: 'q' });
        const asked = canonicalizeSearch({ query: q, k: 3, ...(typeof session === 'string' && { session }) });
        return { asked: { kind: 'search', ...asked }, parameters: { isLoud: top === 'loud' } };
      },
    },
    {
      method: 'POST',
      path: '/toy/read',
      summary: 'Lengths of documents',
      read: ({ body }: DialectRequest) => ({
        asked: { kind: 'fetch', ...canonicalizeFetch({ ids: (body as { names: string[] }).names }) },
      }),
    },
  ],
  shape: {
    writeSearch({ found, parameters }, out) {
      const { isLoud } = parameters as { isLoud: boolean };
      const names = found.flatMap((each) => each.hits().map(({ id }) => (isLoud ? id.toUpperCase() : id)));
      out.text(JSON.stringify({ names }));
    },
    writeFetch({ documents }, out) {
      out.text(JSON.stringify({ lengths: documents.map(({ text }) => text?.length ?? null) }));
    },
  },
  error: ({ code, entry }, requestId) => ({
    status: entry.http === 400 ? 422 : entry.http,
    body: { oops: code, requestId },
  }),
});
