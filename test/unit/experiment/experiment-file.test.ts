import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../../src/experiment/experiment-file.ts';
import {
  MAX_BUDGET_TOKENS,
  MAX_EXPERIMENT_BYTES,
  MAX_MASK_CHARACTERS,
  MIN_BUDGET_TOKENS,
} from '../../../src/limits.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MASK = { mask: 'q1', entities: [{ name: 'Ada Lovelace', documents: ['ada'], unlockedBy: ['engine'] }] };

function write(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

const refusalOf = async (experiment: string | object): Promise<string> => {
  try {
    await readExperiment(experiment);
    return 'none';
  } catch (error) {
    expect(error).toMatchObject({ code: 'EXPERIMENT_INVALID' });
    return (error as Error).message;
  }
};

describe('an experiment is read', () => {
  it('from YAML, with a file of masks beside it', async () => {
    const path = write('e.yaml', 'masks:\n  file: masks.jsonl\nsessions:\n  seen: mark\n  budget: 500\n');
    writeFileSync(join(path, '..', 'masks.jsonl'), `${JSON.stringify(MASK)}\n\n`);
    const { declared, interventions } = await readExperiment(path);
    expect(declared).toEqual({ masks: { file: 'masks.jsonl' }, sessions: { seen: 'mark', budget: 500 } });
    expect(interventions.map(({ name }) => name)).toEqual(['masks', 'sessions']);
  });

  it('from JSON and from a value alike', async () => {
    const value = { masks: { list: [MASK], bySession: 'prefix' } };
    expect((await readExperiment(write('e.json', JSON.stringify(value)))).declared).toEqual(value);
    expect((await readExperiment(value)).declared).toEqual(value);
  });
});

describe('an experiment is refused, by the name of what is wrong', () => {
  it.each([
    ['an unknown member', { mask: {} }, 'the experiment: unknown field mask (did you mean masks?)'],
    [
      'entities that unlock only each other',
      {
        masks: {
          list: [
            {
              mask: 'q1',
              entities: [
                { name: 'Ada', documents: ['ada'], unlockedBy: ['eva'] },
                { name: 'Eva', documents: ['eva'], unlockedBy: ['ada'] },
                { name: 'Ida', documents: ['ida'], unlockedBy: ['free'] },
                { name: 'Una', documents: ['una'], unlockedBy: ['ida', 'ada'] },
              ],
            },
          ],
        },
      },
      '"Ada", "Eva": what would bring them back is hidden until then, or for ever; let a page unlock it',
    ],
    [
      'an entity behind one that stays hidden',
      {
        masks: {
          list: [
            {
              mask: 'q1',
              entities: [
                { name: 'Ada', documents: ['ada'] },
                { name: 'Eva', unlockedBy: ['ada'] },
              ],
            },
          ],
        },
      },
      '"Eva": what would bring it back is hidden',
    ],
    ['an unknown policy', { sessions: { sen: 'mark' } }, 'unknown field sessions.sen (did you mean sessions.seen?)'],
    ['a budget of nothing', { sessions: { budget: 1 } }, 'sessions.budget must be'],
    ['masks without any', { masks: {} }, 'masks: it has either file or list'],
    ['an empty list', { masks: { list: [] } }, 'masks.list: there is no mask'],
    ['two of a name', { masks: { list: [MASK, MASK] } }, 'mask "q1": the name is given twice'],
    ['a mask of nothing', { masks: { list: [{ mask: 'q' }] } }, 'mask "q": it hides nothing'],
    ['a name without letters', { masks: { list: [{ mask: 'q', entities: [{ name: '…' }] }] } }, 'has no letter'],
    [
      'a page that hides itself',
      { masks: { list: [{ mask: 'q', entities: [{ name: 'A', documents: ['a'], unlockedBy: ['a'] }] }] } },
      '"A" is hidden until "a" is opened',
    ],
    ['a sign that tells', { masks: { list: [MASK], sign: 'MASK' } }, 'masks.sign: it has letters'],
    ['no object', [], 'it must be'],
  ])('%s', async (_, value, message) => {
    expect(await refusalOf(value)).toContain(message);
  });

  it('a line of a file of masks', async () => {
    const path = write('e.yml', 'masks: {file: m.jsonl}');
    writeFileSync(join(path, '..', 'm.jsonl'), `${JSON.stringify(MASK)}\n{"mask":"q2","entitys":[]}\n`);
    expect(await refusalOf(path)).toMatch(/m\.jsonl:2: unknown field entitys \(did you mean entities\?\)/);
    writeFileSync(join(path, '..', 'm.jsonl'), 'nonsense');
    expect(await refusalOf(path)).toMatch(/m\.jsonl:1: the line is not JSON/);
  });

  it('what is no YAML, no JSON, or a bomb of aliases', async () => {
    expect(await refusalOf(write('e.yaml', 'masks: {\n'))).toMatch(/e\.yaml:\d+: it is not YAML/);
    expect(await refusalOf(write('e.json', '{'))).toMatch(/it is not JSON/);
    const level = (name: string, below: string): string =>
      `${name}: &${name} [${Array(9).fill(`*${below}`).join(',')}]\n`;
    const bomb = `a: &a [x,x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;
    expect(await refusalOf(write('e.yaml', bomb))).toMatch(/aliases that cannot be followed/);
    await expect(readExperiment('/nowhere/e.yaml')).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });
});

it('what is too long is refused', async () => {
  const path = write('e.yaml', 'sessions: {}');
  truncateSync(path, MAX_EXPERIMENT_BYTES + 1);
  expect(await refusalOf(path)).toMatch(/over 67108864/);
  const forbidden = (characters: number): object => ({
    masks: { list: [{ mask: 'q', forbidden: ['x'.repeat(characters)] }] },
  });
  expect(await refusalOf(forbidden(MAX_MASK_CHARACTERS))).toBe('none');
  expect(await refusalOf(forbidden(MAX_MASK_CHARACTERS + 1))).toMatch(/it has 65537 characters, over 65536/);
  for (const budget of [MIN_BUDGET_TOKENS - 1, MAX_BUDGET_TOKENS + 1]) {
    expect(await refusalOf({ sessions: { budget } })).toMatch(/sessions.budget must be/);
  }
  for (const budget of [MIN_BUDGET_TOKENS, MAX_BUDGET_TOKENS]) {
    expect(await refusalOf({ sessions: { budget } })).toBe('none');
  }
});
