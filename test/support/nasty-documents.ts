/** Documents whose every text tries to be markup, and others that pages must show as they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MemoryDocument, TIDE_POOL } from './memory-backend.ts';

/** Stands in titles, texts, addresses and ids. */
export const MARKUP = '<script>alert("x")</script><img src=x onerror=\'alert(1)\'>&lt;';

export const NASTY: readonly MemoryDocument[] = [
  {
    id: `a"'><b>/${MARKUP}`,
    url: `https://shore.example/"><script>alert(2)</script>?a=1&b=2`,
    title: MARKUP,
    text: `The tide brings ${MARKUP} to the rock.\n\nAnd "takes" it again & again.`,
    links: ['https://shore.example/script', 'javascript:alert(3)'],
  },
  {
    id: 'script',
    url: 'javascript:alert(4)//tide',
    title: 'An address that is a script',
    text: 'No link of a page leads to the tide of this address.',
  },
  {
    id: 'rtl',
    url: 'https://shore.example/rtl',
    title: 'מצפה הגאות',
    text: 'בריכת גאות על הסלע. tide',
    date: '2022-02-22',
    links: ['https://shore.example/script'],
  },
  { id: 'untitled', url: null, title: '', text: 'A text without a title, of the tide.' },
];

/** A collection of ordinary documents and of those, as JSON Lines. @returns its path */
export function writeNastyCollection(folder: string): string {
  const [markup, script, rtl] = NASTY;
  const documents = [
    ...TIDE_POOL.slice(0, 3),
    ...TIDE_POOL.slice(4),
    { ...markup, id: 'markup' },
    { ...script, url: null },
    rtl,
  ];
  const lines = documents.map(({ id, url, ...rest }) =>
    JSON.stringify({ _id: id, ...(url !== null && { url }), ...rest }),
  );
  const path = join(folder, 'documents.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
