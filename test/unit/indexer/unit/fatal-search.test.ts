import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceLocation } from '../../../../indexer/ingest/collection.ts';
import { FatalDocuments, fatalFault } from '../../../../indexer/unit/fatal-documents.ts';
import { findFatal, type UnitTrials } from '../../../../indexer/unit/fatal-search.ts';
import { StillwebError } from '../../../../src/errors.ts';
import { MAX_FATAL_DOCUMENTS } from '../../../../src/limits.ts';

const LOST = new StillwebError('BUILD_THREAD_LOST', 'a thread of the build has ended: exit', { reason: 'exit' });

/** Trials by a rule, and what was done. @param ends whether the documents `from` to `to` end their thread at this step */
function trialsOf(documents: number, ends: (from: number, to: number, step: number) => boolean, most = documents) {
  const steps: [from: number, to: number][] = [];
  const step = (from: number, to: number): void => {
    steps.push([from, to]);
    if (ends(from, to, steps.length)) throw LOST;
  };
  const trials: UnitTrials<string> = {
    documents,
    most,
    make: async () => {
      step(0, documents);
      return 'the unit';
    },
    tryPart: async (from, to) => step(from, to),
    tryHarmless: async () => step(0, 0),
    renew: async () => {},
  };
  return { trials, steps };
}

const holdsOneOf = (places: readonly number[]) => (from: number, to: number) =>
  places.some((place) => from <= place && place < to);

describe('the search for fatal documents', () => {
  it('finds all of them and no other, in their order, or as many as are asked for', async () => {
    const unit = fc.integer({ min: 1, max: 300 }).chain((documents) =>
      fc.record({
        documents: fc.constant(documents),
        places: fc.uniqueArray(fc.nat(documents - 1), { minLength: 1, maxLength: 5 }),
        most: fc.integer({ min: 1, max: 6 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(unit, async ({ documents, places, most }) => {
        const outcome = await findFatal(trialsOf(documents, holdsOneOf(places), most).trials);
        const expected = [...places].sort((a, b) => a - b).slice(0, most);
        expect(outcome).toEqual({ fatal: expected.map((place) => ({ place, reason: 'exit' })) });
      }),
    );
  });

  it('takes a few steps for one of thousands', async () => {
    const { trials, steps } = trialsOf(8192, holdsOneOf([5000]));
    expect(await findFatal(trials)).toEqual({ fatal: [{ place: 5000, reason: 'exit' }] });
    expect(steps.length).toBeLessThanOrEqual(2 + 2 * Math.log2(8192) + 1);
  });

  it('accuses a document only when it ends a second thread, a fresh one, alone', async () => {
    let ends = 0;
    const { trials } = trialsOf(8, (from, to) => holdsOneOf([3])(from, to) && (to - from > 1 || ++ends === 1));
    await expect(findFatal(trials)).rejects.toMatchObject({ code: 'BUILD_THREAD_LOST' });
  });

  it('makes the unit where its thread had ended by chance', async () => {
    const { trials, steps } = trialsOf(8, (_from, _to, step) => step === 1);
    expect(await findFatal(trials)).toEqual({ made: 'the unit' });
    expect(steps.at(-1)).toEqual([0, 8]);
  });

  it('accuses nobody where only many together end a thread, and says so', async () => {
    const { trials, steps } = trialsOf(8, (from, to) => to - from > 4);
    await expect(findFatal(trials)).rejects.toMatchObject({
      code: 'BUILD_THREAD_LOST',
      message: expect.stringMatching(/8 documents at once, none of which ends it alone/),
    });
    expect(steps.filter(([from, to]) => to - from === 8)).toHaveLength(2);
  });

  it('accuses nobody where a harmless document ends a thread too', async () => {
    const { trials, steps } = trialsOf(8, () => true);
    await expect(findFatal(trials)).rejects.toMatchObject({ message: expect.stringMatching(/one short word/) });
    expect(steps).toHaveLength(2);
  });

  it('throws what a step throws', async () => {
    const { trials } = trialsOf(8, () => {
      throw new TypeError('a bug');
    });
    await expect(findFatal(trials)).rejects.toThrow(new TypeError('a bug'));
  });
});

describe('what a build knows of its fatal documents', () => {
  it('is by id and content, and a suspect of an earlier build is neither known nor unknown', () => {
    const fatal = new FatalDocuments([{ id: 'a', hash: '1' }]);
    expect([fatal.hasId('a'), fatal.hasId('b')]).toEqual([true, false]);
    expect([fatal.reasonOf({ id: 'a', hash: '1' }), fatal.reasonOf({ id: 'a', hash: '2' })]).toEqual([null, undefined]);
    fatal.add({ id: 'a', hash: '2' }, 'exit');
    fatal.acquit({ id: 'a', hash: '1' });
    expect([fatal.reasonOf({ id: 'a', hash: '1' }), fatal.reasonOf({ id: 'a', hash: '2' })]).toEqual([
      undefined,
      'exit',
    ]);
    fatal.acquit({ id: 'a', hash: '2' });
    expect(fatal.hasId('a')).toBe(false);
  });

  it('ends the build where there are more than MAX_FATAL_DOCUMENTS', () => {
    const fatal = new FatalDocuments([]);
    for (let i = 0; i < MAX_FATAL_DOCUMENTS; i++) {
      fatal.add({ id: `d${i}`, hash: '' }, 'exit');
      fatal.add({ id: `d${i}`, hash: '' }, 'exit');
    }
    expect(fatal.room).toBe(1);
    expect(() => fatal.add({ id: 'more', hash: '' }, 'exit')).toThrow(
      expect.objectContaining({ code: 'BUILD_THREAD_LOST', facts: expect.objectContaining({ id: 'more' }) }),
    );
  });

  it.each<[SourceLocation, string]>([
    [{ file: 'a.jsonl', line: 3 }, 'a.jsonl line 3 has'],
    [{ file: 'b.md' }, 'b.md has'],
  ])('says where one is: %o', (location, place) => {
    const error = fatalFault({ id: 'x', hash: '', location, reason: 'exit' });
    expect(error).toMatchObject({ code: 'DOCUMENT_FATAL', facts: { ...location, id: 'x', reason: 'exit' } });
    expect(error.message.startsWith(place)).toBe(true);
  });
});
