import { expect, it } from 'vitest';
import type { CollectionDocument } from '../../../../indexer/ingest/collection.ts';
import { checkDocument } from '../../../../indexer/ingest/document-check.ts';
import { MAX_ADDRESS_CHARACTERS, MAX_LINKS, MAX_METADATA_CHARACTERS } from '../../../../src/limits.ts';

const LOCATION = { file: 'a.jsonl', line: 3 };
const check = (part: Partial<CollectionDocument>) =>
  checkDocument({ id: 'a', title: '', text: 't', ...part }, LOCATION);
const list = (length: number) => Array.from({ length }, (_, number) => `l${number}`);

it.each<[string, Partial<CollectionDocument>, Partial<CollectionDocument>]>([
  ['url', { url: 'u'.repeat(MAX_ADDRESS_CHARACTERS) }, { url: 'u'.repeat(MAX_ADDRESS_CHARACTERS + 1) }],
  ['link', { links: ['u'.repeat(MAX_ADDRESS_CHARACTERS)] }, { links: ['u'.repeat(MAX_ADDRESS_CHARACTERS + 1)] }],
  ['links', { links: list(MAX_LINKS) }, { links: list(MAX_LINKS + 1) }],
  [
    'metadata',
    { metadata: { m: 'x'.repeat(MAX_METADATA_CHARACTERS - 2) } },
    { metadata: { m: 'x'.repeat(MAX_METADATA_CHARACTERS - 1) } },
  ],
  ['metadata', { metadata: { m: Array(10).fill(1) } }, { metadata: { m: Array(MAX_METADATA_CHARACTERS / 8).fill(1) } }],
])('a %s over its bound is DOCUMENT_TOO_LARGE with its place, and none at it', (field, fitting, large) => {
  expect(() => check(fitting)).not.toThrow();
  expect(() => check(large)).toThrow(
    expect.objectContaining({
      code: 'DOCUMENT_TOO_LARGE',
      facts: expect.objectContaining({ file: 'a.jsonl', line: 3, field }),
    }),
  );
});
