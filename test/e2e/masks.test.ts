import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../src/library/serve.ts';
import { MaskedWalker } from '../support/masked-sessions.ts';
import { buildMaskedWeb, type MaskedWeb } from '../support/masked-web.ts';

/** `STILLWEB_MASKED_WALKS=2000 npx vitest run --config test/vitest.config.ts test/e2e/masks.test.ts` for more. */
const WALKS = Number(process.env.STILLWEB_MASKED_WALKS ?? 30);
const STEPS = 14;

let web: MaskedWeb;
let masked: Served;
let plain: Served;
const notes: string[] = [];
beforeAll(async () => {
  web = await buildMaskedWeb(7);
  const options = { workers: 1, log: null, watches: false };
  masked = await serve(web.directory, {
    ...options,
    port: 0,
    experiment: { masks: { list: web.masks, bySession: 'prefix' } },
    onNote: (note) => notes.push(note),
  });
  plain = await serve(web.directory, { ...options, port: 0 });
});
afterAll(async () => {
  await masked?.close();
  await plain?.close();
});

describe('an entity under a mask', () => {
  it('stands in no byte of any answer before the page that tells of it was opened, and everywhere after', async () => {
    const walker = new MaskedWalker(web, masked.url, plain.url);
    for (let seed = 1; seed <= WALKS; seed++) await walker.walk(seed, STEPS);
    const { bodies, bytes, unlocked, doors } = walker.tally;
    expect(bodies).toBeGreaterThan(WALKS * STEPS * 0.8);
    expect(unlocked).toBeGreaterThan(WALKS / 2);
    expect(doors.size).toBe(19);
    if (WALKS > 30) console.log({ walks: WALKS, bodies, bytes, unlocked, doors: Object.fromEntries(doors) });
  }, 3_600_000);

  it('has its documents found in the index, or the operator is told', () => {
    expect(notes.filter((note) => note.includes('has no document'))).toEqual([]);
  });
});
