import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/contract/asked.ts';
import { canonicalizeSearch } from '../../../../src/contract/canonical-search.ts';
import { StillwebError } from '../../../../src/errors.ts';
import { Experiment } from '../../../../src/experiment/experiment.ts';
import type { Plan, PlannedCall } from '../../../../src/experiment/intervention.ts';
import { PERTURBATION_KINDS } from '../../../../src/experiment/perturb/kinds.ts';
import { perturbationsOf } from '../../../../src/experiment/perturb/perturbations.ts';
import { Session } from '../../../../src/experiment/session-book.ts';
import {
  MAX_PERTURBATION_BYTES,
  MAX_PERTURBATION_ENTRIES,
  MAX_PERTURBATION_STEPS,
  MAX_PERTURBATION_WAIT_MS,
  MAX_PERTURBATIONS,
  MAX_PERTURBED_RANK,
} from '../../../../src/limits.ts';
import { MemoryBackend } from '../../../support/memory-backend.ts';

const [index] = new MemoryBackend().indexes;
const searched: Asked = { kind: 'search', ...canonicalizeSearch({ query: 'tide' }) };

function call(session: string | null, step: number | null, more: Partial<PlannedCall> = {}): PlannedCall {
  return {
    index,
    asked: searched,
    session: session === null ? null : new Session(session),
    step,
    isAside: false,
    perturb: null,
    declared: {},
    door: null,
    ...more,
  };
}

function plan(declared: object, at: PlannedCall): Plan | null {
  const plans = perturbationsOf([declared]).map((intervention) => intervention.plan(at));
  return plans.find((each) => each !== null) ?? null;
}

/** What a perturbation that treats tells the thread that searches. */
function parametersOf(declared: object, at: PlannedCall): Record<string, unknown> | null {
  return (plan(declared, at)?.treatments?.[0]?.parameters as Record<string, unknown>) ?? null;
}

function faultOf(declared: unknown): { code: string; message: string; facts: object } {
  try {
    perturbationsOf(declared);
  } catch (error) {
    if (error instanceof StillwebError) return { code: error.code, message: error.message, facts: error.facts };
    throw error;
  }
  throw new TypeError('nothing is wrong with it');
}

describe('a perturbation', () => {
  it('of strength 0, or of probability 0, plans nothing', () => {
    for (const { name } of PERTURBATION_KINDS) {
      const [least] = LEAST[name] === undefined ? [{}] : [LEAST[name]];
      for (const idle of [
        { strength: 0 },
        { strength: { points: [{ step: 1, strength: 0 }] } },
        { strength: 0.0004 },
      ]) {
        expect(plan({ kind: name, seed: 1, ...least, ...idle }, call('a', 3))).toBeNull();
      }
      expect(plan({ kind: name, seed: 1, ...least, strength: 1 }, call('a', 3))).not.toBeNull();
    }
    expect(plan({ kind: 'query-drop', seed: 1, probability: 0 }, call('a', 3))).toBeNull();
  });

  it('tells the thread that searches its seed, its strength in thousandths, and what it was told', () => {
    const declared = { kind: 'result-drop', seed: 7, strength: 0.25, toRank: 3 };
    expect(parametersOf(declared, call(null, null))).toEqual({ seed: '91cc24d90eee9994', strength: 250, toRank: 3 });
    expect(parametersOf({ ...declared, probability: 0.5 }, call(null, null))).toMatchObject({ probability: 500 });
  });

  it('draws alike in all sessions, or in each anew, or at each step', () => {
    const seedAt = (per: string, session: string, step: number) =>
      parametersOf({ kind: 'query-drop', seed: 7, per }, call(session, step))?.seed;
    expect(new Set([seedAt('experiment', 'a', 1), seedAt('experiment', 'b', 2)]).size).toBe(1);
    expect(new Set([seedAt('session', 'a', 1), seedAt('session', 'a', 2)]).size).toBe(1);
    expect(new Set([seedAt('session', 'a', 1), seedAt('session', 'b', 1)]).size).toBe(2);
    expect(new Set([seedAt('step', 'a', 1), seedAt('step', 'a', 2), seedAt('step', 'b', 1)]).size).toBe(3);
  });

  it('follows its schedule from step to step', () => {
    const points = [
      { step: 3, strength: 0 },
      { step: 7, strength: 1 },
      { step: 10, strength: 0.5 },
    ];
    const strengths = (between: string) =>
      [1, 3, 4, 5, 7, 8, 9, 10, 99].map(
        (step) =>
          parametersOf({ kind: 'query-drop', seed: 1, strength: { points, between } }, call('a', step))?.strength,
      );
    expect(strengths('line')).toEqual([undefined, undefined, 250, 500, 1000, 834, 667, 500, 500]);
    expect(strengths('hold')).toEqual([undefined, undefined, undefined, undefined, 1000, 1000, 1000, 500, 500]);
  });

  it('is done to the steps, sessions and indexes that it names', () => {
    const isDone = (when: object, session: string | null, step: number | null) =>
      plan({ kind: 'query-drop', seed: 1, when }, call(session, step)) !== null;
    expect([1, 2, 3, 4].map((step) => isDone({ fromStep: 2, toStep: 3 }, 'a', step))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isDone({ fromStep: 1 }, null, null)).toBe(false);
    expect(['q1/a', 'q2', null].map((name) => isDone({ sessions: ['q1/', 'x'] }, name, 1))).toEqual([
      true,
      false,
      false,
    ]);
    expect(['shore', 'web'].map((name) => isDone({ indexes: [name] }, 'a', 1))).toEqual([true, false]);
  });

  it('is done to what it can be done to, and documents are the same in every answer', () => {
    const fetched: Asked = { kind: 'fetch', request: { ids: ['limpet'], offset: 0, maxChars: 10 } };
    expect(plan({ kind: 'query-drop', seed: 1 }, call('a', 1, { asked: fetched }))).toBeNull();
    const declared = { kind: 'document-entities', seed: 1, entities: [{ from: 'a', to: 'b' }] };
    const inSearch = parametersOf(declared, call('a', 1));
    expect(parametersOf(declared, call('b', 9, { asked: fetched }))).toEqual(inSearch);
  });
});

describe('a fault of the service', () => {
  const outcomes = (declared: object, session: string | null, steps: number) =>
    Array.from({ length: steps }, (_, i) => plan(declared, call(session, session === null ? null : i + 1)));

  it('is drawn for each step of a session, and comes with the code that the real one has', () => {
    const plans = outcomes({ kind: 'service-rate-limit', seed: 3, strength: 0.3, retryAfter: 7 }, 'a', 40);
    const refusals = plans.flatMap((each) => each?.refusal ?? []);
    expect(refusals.length).toBe(9);
    expect(refusals[0]).toMatchObject({ code: 'RATE_LIMITED', facts: { retryAfter: 7 } });
    expect(outcomes({ kind: 'service-rate-limit', seed: 3, strength: 0.3 }, 'b', 40)).not.toEqual(plans);
    expect(plan({ kind: 'service-error', seed: 1 }, call('a', 1))?.refusal?.code).toBe('INTERNAL');
    expect(plan({ kind: 'service-timeout', seed: 1, afterMs: 20 }, call('a', 1))).toMatchObject({
      waitMs: 20,
      refusal: { code: 'DEADLINE_EXCEEDED', facts: { deadlineMs: 20 } },
    });
  });

  it('makes an answer late by what is drawn from its range', () => {
    const declared = { kind: 'service-latency', seed: 3, fromMs: 10, toMs: 14 };
    const waits = outcomes(declared, 'a', 60).map((each) => each?.waitMs ?? -1);
    expect([...new Set(waits)].sort()).toEqual([10, 11, 12, 13, 14]);
    expect(plan({ kind: 'service-latency', seed: 3, fromMs: 10 }, call('a', 1))).toEqual({ waitMs: 10 });
  });

  it('without a session always meets the same question, and never what is asked aside', () => {
    const declared = { kind: 'service-error', seed: 5, strength: 0.5 };
    const ask = (query: string, more: Partial<PlannedCall> = {}) =>
      plan(declared, call(null, null, { asked: { kind: 'search', ...canonicalizeSearch({ query }) }, ...more })) !==
      null;
    const met = Array.from({ length: 30 }, (_, i) => ask(`query ${i}`));
    expect(Array.from({ length: 30 }, (_, i) => ask(`query ${i}`))).toEqual(met);
    expect(new Set(met).size).toBe(2);
    expect(plan({ kind: 'service-error', seed: 5 }, call('a', 1, { isAside: true }))).toBeNull();
  });
});

describe('what is declared', () => {
  const entities = (count: number) => Array.from({ length: count }, (_, i) => ({ from: `f${i}`, to: `t${i}` }));

  it.each([
    ['a string', 'perturbations must be a list'],
    [['query-drop'], 'perturbations.0 must be an object with a kind'],
    [[{ seed: 1 }], 'perturbations.0 has no kind; there are query-spelling'],
    [[{ kind: 'query-dorp', seed: 1 }], 'perturbations.0 has the unknown kind "query-dorp" (did you mean query-drop?)'],
    [[{ kind: 'query-drop' }], 'perturbations.0: seed must be an integer from 0'],
    [[{ kind: 'query-drop', seed: 1, stregth: 1 }], 'perturbations.0: unknown field stregth (did you mean strength?)'],
    [[{ kind: 'query-drop', seed: 1, strength: 1.1 }], 'perturbations.0: strength must be'],
    [[{ kind: 'query-drop', seed: 1, window: 3 }], 'perturbations.0: unknown field window'],
    [[{ kind: 'service-error', seed: 1, probability: 1 }], 'perturbations.0: unknown field probability'],
    [[{ kind: 'document-entities', seed: 1, entities: entities(1), per: 'step' }], 'perturbations.0: per must be'],
    [
      [{ kind: 'query-drop', seed: 1, strength: { points: [3, 3].map((step) => ({ step, strength: 1 })) } }],
      'perturbations.0.strength has points that do not ascend by step',
    ],
    [[{ kind: 'result-drop', seed: 1, fromRank: 4, toRank: 3 }], 'perturbations.0 has a toRank before its fromRank'],
    [[{ kind: 'result-mine', seed: 1, rank: 50 }], 'perturbations.0 has a rank that is not above its fromRank'],
    [
      [{ kind: 'document-entities', seed: 1, entities: [...entities(1), { from: 'F0', to: 'x' }] }],
      'perturbations.0 has "F0" twice',
    ],
    [[{ kind: 'service-latency', seed: 1, fromMs: 2, toMs: 1 }], 'perturbations.0 has a toMs below its fromMs'],
    [[{ kind: 'by-request', seed: 1 }], 'perturbations.0: by-request has no member beside its kind, and here seed'],
  ])('is refused where it is wrong: %j', (declared, message) => {
    const fault = faultOf(declared);
    expect(fault.code).toBe('EXPERIMENT_INVALID');
    expect(fault.message).toContain(message);
  });

  it('is taken up to its limits', () => {
    const drop = { kind: 'query-drop', seed: 1 };
    const points = (count: number) => Array.from({ length: count }, (_, i) => ({ step: i + 1, strength: 1 }));
    const atMost: readonly ((count: number) => readonly object[])[] = [
      (count) => Array(count).fill(drop),
      (count) => [{ kind: 'document-entities', seed: 1, entities: entities(count) }],
      (count) => [{ ...drop, strength: { points: points(count) } }],
      (count) => [{ kind: 'result-shuffle', seed: 1, window: count }],
      (count) => [{ kind: 'service-latency', seed: 1, fromMs: count }],
    ];
    const limits = [
      MAX_PERTURBATIONS,
      MAX_PERTURBATION_ENTRIES,
      MAX_PERTURBATION_STEPS,
      MAX_PERTURBED_RANK,
      MAX_PERTURBATION_WAIT_MS,
    ];
    for (const [i, declare] of atMost.entries()) {
      expect(() => perturbationsOf(declare(limits[i]))).not.toThrow();
      expect(faultOf(declare(limits[i] + 1)).code).toBe('EXPERIMENT_INVALID');
    }
    const documents = Array.from({ length: 200 }, (_, i) => String(i).padStart(200, '-'));
    expect(faultOf([{ kind: 'result-inject', seed: 1, documents }]).message).toContain(
      `at most ${MAX_PERTURBATION_BYTES} stand in the key of a call`,
    );
  });
});

/** The members that a kind cannot do without. */
const LEAST: Readonly<Record<string, object>> = {
  'query-paraphrase': { phrases: [{ from: 'tide', to: ['sea'] }] },
  'result-shuffle': { window: 2 },
  'result-inject': { documents: ['limpet'] },
  'result-truncate': { keep: 1 },
  'document-entities': { entities: [{ from: 'rock', to: 'sand' }] },
  'service-latency': { fromMs: 1 },
};

describe('what is about to be served', () => {
  const inject = { kind: 'result-inject', seed: 1, documents: ['limpet'] };
  const faultAt = async (...declared: readonly object[]): Promise<{ message: string; facts: object } | null> => {
    const backend = new MemoryBackend();
    try {
      await new Experiment({ recorder: null, interventions: perturbationsOf(declared) }).learn(backend);
      return null;
    } catch (error) {
      expect(error).toMatchObject({ code: 'EXPERIMENT_INVALID' });
      const { message, facts } = error as StillwebError;
      return { message, facts };
    }
  };

  it('has the documents and indexes that are named', async () => {
    expect(await faultAt(inject, { ...inject, when: { indexes: [index.name] } })).toBeNull();
  });

  it('is refused by the place of what it has not, with a mend', async () => {
    expect(await faultAt({ kind: 'by-request' }, inject, { ...inject, documents: ['limpet', 'lost'] })).toMatchObject({
      message: `perturbations.2.documents.1: ${index.name} has no document "lost": name one that is there, or leave it out`,
      facts: { document: 'lost', indexes: [index.name] },
    });
    expect((await faultAt({ ...inject, documents: ['https://shore.example/limpet'] }))?.message).toContain(
      'is an address: name the document by its id, "limpet"',
    );
    expect(await faultAt({ ...inject, when: { indexes: ['nowhere'] } })).toMatchObject({
      message: `perturbations.0.when.indexes: no index nowhere is served (served are ${index.name})`,
      facts: { index: 'nowhere', served: [index.name] },
    });
  });
});
