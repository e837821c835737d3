import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../support/program.ts';

interface Collection {
  readonly name: string;
  readonly licence: string;
  readonly path: string;
  readonly topics: string;
  readonly qrels: string;
  readonly counts: { readonly documents: number; readonly queries: number; readonly judgments: number };
}

const CORPUS = join(ROOT, 'corpus');
const folders = readdirSync(CORPUS).filter((name) => existsSync(join(CORPUS, name, 'collection.json')));
const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

describe.each(folders)('the sample collection %s', (name) => {
  const folder = join(CORPUS, name);
  const collection = JSON.parse(readFileSync(join(folder, 'collection.json'), 'utf8')) as Collection;

  it('has the name of its folder and a licence', () => {
    expect(collection.name).toBe(name);
    expect(collection.licence).not.toBe('');
  });

  it('has as many documents, queries and judgments as it says', () => {
    const documents = readdirSync(join(folder, collection.path), { recursive: true, withFileTypes: true });
    expect({
      documents: documents.filter((entry) => entry.isFile()).length,
      queries: linesOf(join(folder, collection.topics)).length,
      judgments: linesOf(join(folder, collection.qrels)).length - 1,
    }).toEqual(collection.counts);
  });
});

it('there is a sample collection', () => {
  expect(folders).toContain('handbook');
});
