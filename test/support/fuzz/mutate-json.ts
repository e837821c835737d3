import type { Random } from './random.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A copy of a value with one member, anywhere in it, that is another, of another kind, or gone. */
export function mutateJson(value: unknown, random: Random): unknown {
  const copy = structuredClone(value) as Json;
  const places: { owner: Record<string, Json>; name: string }[] = [];
  const visit = (owner: Json): void => {
    if (typeof owner !== 'object' || owner === null) return;
    // The first of a long list stand for all: else most mutations would be of vectors and hits.
    for (const name of Object.keys(owner).slice(0, 24)) {
      places.push({ owner: owner as Record<string, Json>, name });
      visit((owner as Record<string, Json>)[name]);
    }
  };
  visit(copy);
  const { owner, name } = random.pick(places);
  const old = owner[name];
  if (random.isOneIn(10)) delete owner[name];
  else if (random.isOneIn(6)) owner[name] = random.pick<Json>([null, true, 0, 'x', [], {}, [old], '']);
  else owner[name] = another(old, random);
  return copy;
}

function another(old: Json, random: Random): Json {
  if (typeof old === 'number') {
    return random.pick([0, 1, -1, old + 1, old - 1, old * 2, 0.5, 1e15, 2 ** 31, 2 ** 32, 2 ** 53, 1e300]);
  }
  if (typeof old === 'string') {
    return random.pick(['', 'x', `${old}x`, old.slice(1), old.toUpperCase(), 'a'.repeat(10_000), '\u0000', '../x']);
  }
  if (Array.isArray(old)) return random.pick<Json>([[], old.slice(1), [...old, ...old], old.toReversed()]);
  return random.pick<Json>([{}, [], 0, 'x', false]);
}
