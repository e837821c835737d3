import { beforeAll, describe, expect, it } from 'vitest';
import { checkIndex } from '../../../../src/retrieval/check-index.ts';
import { openIndex } from '../../../../src/store/open.ts';
import { type Damage, damageIndex, type Sections } from '../../../support/damaged-index.ts';
import { buildGeneratedIndex } from '../../../support/generated-index.ts';

/** Fields in the order of the manifest: f00 is day, f01 size, f02 tags, f03 topic. */
const typedFields = { topic: 'keyword', size: 'number', tags: 'set', day: 'date' } as const;
const DOCUMENTS = 9;
const COLLECTION = Array.from({ length: DOCUMENTS }, (_, i) => {
  const fields = { topic: `t${i % 3}`, size: i % 4, tags: [`a${i % 2}`, `b${i % 3}`], day: `2020-01-0${i + 1}` };
  return `${JSON.stringify({ _id: `d${i}`, text: `page ${i}`, ...(i === 4 ? {} : fields) })}\n`;
}).join('');

let sound: string;
beforeAll(async () => {
  sound = await buildGeneratedIndex('stillweb', COLLECTION, 'none', { typedFields });
});

const openedAs = (damage: Damage): unknown => {
  try {
    openIndex(damageIndex(sound, damage));
  } catch (error) {
    const { code, facts } = error as { code: string; facts: { file: string } };
    return { code, file: facts.file };
  }
  return 'opened';
};

type Case = readonly [what: string, change: (sections: Sections) => void];

// promise: open/verified
describe('an index whose fields lead outside', () => {
  it.each<Case>([
    ['a day of a year of five digits', (sections) => sections['f00.code'].fill(200_000_101, 0, 1)],
    ['a number that there is not', (sections) => sections['f01.code'].fill(5, 0, 1)],
    ['numbers that descend', (sections) => sections['f01.value'].reverse()],
    ['a number twice', (sections) => sections['f01.value'].fill(0, 1, 2)],
    ['what is not a number', (sections) => sections['f01.value'].fill(Number.NaN, 3)],
    ['a number without end', (sections) => sections['f01.value'].fill(Number.POSITIVE_INFINITY, 3)],
    ['a keyword that there is not', (sections) => sections['f03.code'].fill(4, 0, 1)],
    ['a keyword of a set that there is not', (sections) => sections['f02.code'].fill(6, 0, 1)],
    ['a keyword of a set that is none', (sections) => sections['f02.code'].fill(0, 0, 1)],
    ['sets that run backwards', (sections) => sections['f02.start'].fill(9, 1, 2)],
    ['sets that end before all keywords', (sections) => sections['f02.start'].fill(0, DOCUMENTS)],
    ['a table of keywords without an empty slot', (sections) => sections['f03.slots'].fill(1)],
    ['fewer codes than documents', (sections) => drop(sections, 'f03.code')],
    ['no column', (sections) => delete sections['f01.code']],
  ])('is refused when it is opened, naming the file: %s', (_what, change) => {
    expect(openedAs({ file: 'fields.bin', change })).toEqual({ code: 'INDEX_CORRUPT', file: 'fields.bin' });
  });

  it.each<readonly [what: string, manifest: Damage['manifest']]>([
    ['another type', ({ fields = [] }) => ({ fields: fields.map((field) => ({ ...field, type: 'number' as const })) })],
    ['a field more', ({ fields = [] }) => ({ fields: [...fields, { ...fields[0], name: 'zone' }] })],
  ])('is refused where the manifest says %s', (_what, manifest) => {
    expect(openedAs({ manifest })).toMatchObject({ code: 'INDEX_CORRUPT' });
  });
});

describe('the check of fields', () => {
  const findKinds = async (damage: Damage) => {
    const { findings } = await checkIndex(openIndex(damageIndex(sound, damage), { checksBounds: false }));
    return [...new Set(findings.map(({ kind }) => kind))];
  };

  it('finds nothing in a sound index', async () => {
    expect(await findKinds({})).toEqual([]);
  });

  it.each<Case>([
    ['another day', (sections) => sections['f00.code'].fill(20_200_109, 0, 1)],
    ['a day where there is none', (sections) => sections['f00.code'].fill(20_200_109, 4, 5)],
    ['another number', (sections) => sections['f01.code'].fill(2, 0, 1)],
    ['numbers that are others', (sections) => sections['f01.value'].fill(3.5, 3)],
    ['a number less', (sections) => sections['f01.code'].fill(0, 0, 1)],
    ['another keyword', (sections) => sections['f03.code'].fill(2, 0, 1)],
    ['a keyword where there is none', (sections) => sections['f03.code'].fill(1, 4, 5)],
    ['another keyword in a set', (sections) => sections['f02.code'].fill(3, 0, 1)],
  ])('finds document-attribute: %s', async (_what, change) => {
    expect(await findKinds({ file: 'fields.bin', change })).toEqual(['document-attribute']);
  });

  it('finds counts that are not those of the columns', async () => {
    const manifest: Damage['manifest'] = ({ fields = [] }) => ({
      fields: fields.map((field, i) => (i === 1 ? { ...field, values: 5 } : field)),
    });
    expect(await findKinds({ manifest })).toEqual(['document-attribute']);
  });
});

function drop(sections: Sections, name: string): void {
  sections[name] = sections[name].slice(1);
}
