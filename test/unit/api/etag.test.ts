import { describe, expect, it } from 'vitest';
import { entityTag, matchesAnyTag, matchesEntityTag } from '../../../src/api/etag.ts';

describe('an entity tag', () => {
  const tag = entityTag('0f', 'key');

  it('is quoted and differs by index and by request', () => {
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(new Set([tag, entityTag('0e', 'key'), entityTag('0f', 'kez'), entityTag('0', 'f\nkey')]).size).toBe(4);
  });

  it.each([tag, `W/${tag}`, `"x", ${tag}`, `"x",W/${tag} , "y"`])('is matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(true);
  });

  it.each([undefined, '', '"x"', tag.slice(1, -1), tag.slice(0, -2), '*', '"*"'])('is not matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(false);
  });

  it.each(['*', ' * '])('any is asked for by %j', (header) => {
    expect(matchesAnyTag(header)).toBe(true);
  });

  it.each([undefined, '', '"*"', 'W/*', '*, "x"', '**'])('none in particular is not asked for by %j', (header) => {
    expect(matchesAnyTag(header)).toBe(false);
  });
});
