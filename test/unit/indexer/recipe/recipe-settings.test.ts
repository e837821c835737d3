import { describe, expect, it } from 'vitest';
import { settingsOfBuild } from '../../../../indexer/recipe/recipe-settings.ts';
import { buildProgram } from '../../../../src/cli/program.ts';

const CHANGED = {
  engine: 'wink',
  ranking: 'bm25',
  analyzer: 'words',
  passages: { kind: 'words', words: 40 },
  encoder: 'none',
  texts: 'compressed',
  postings: 'plain',
  graph: 'on',
  html: 'all',
  typedFields: { year: 'number', genre: 'keyword' },
  format: 'jsonl',
  fields: { id: 'i', title: 't', text: 'b', url: 'u', date: 'd', language: 'l', links: 'k' },
  onError: 'skip',
} as const;

describe('the settings of a build in a recipe', () => {
  it('are those that are not the default', () => {
    const usual = { engine: 'stillweb', analyzer: 'english', passages: { kind: 'auto' }, encoder: 'static' } as const;
    expect(
      settingsOfBuild({ ...usual, texts: 'plain', graph: 'auto', html: 'main', onError: 'auto', fields: {} }),
    ).toEqual({});
  });

  it('have the names of the flags, all of them', async () => {
    const settings = settingsOfBuild(CHANGED as never);
    expect(settings).toEqual({
      engine: 'wink',
      ranking: 'bm25',
      analyzer: 'words',
      passages: 'words:40',
      encoder: 'none',
      texts: 'compressed',
      postings: 'plain',
      hnsw: 'on',
      html: 'all',
      field: ['genre:keyword', 'year:number'],
      format: 'jsonl',
      onError: 'skip',
      ...{
        idField: 'i',
        titleField: 't',
        textField: 'b',
        urlField: 'u',
        dateField: 'd',
        languageField: 'l',
        linksField: 'k',
      },
    });
    const index = (await buildProgram()).commands.find((command) => command.name() === 'index');
    const names = index?.options.map((option) => option.attributeName());
    expect(Object.keys(settings).filter((name) => !names?.includes(name))).toEqual([]);
  });

  it('say how queries are cut, and not what ranking impacts settles itself', () => {
    const settled = { ranking: 'impacts', analyzer: 'given', passages: { kind: 'whole' } } as const;
    expect(settingsOfBuild({ ...settled, queryTokens: 'wordpiece' })).toEqual({
      ranking: 'impacts',
      queryTokens: 'wordpiece',
    });
    expect(settingsOfBuild({ ...settled, queryTokens: 'words' })).toEqual({ ranking: 'impacts' });
  });
});
