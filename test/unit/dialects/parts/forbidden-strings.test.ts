import { describe, expect, it } from 'vitest';
import { forbidding } from '../../../../src/dialects/parts/forbidden-strings.ts';

const words = (count: number, front = 'w') => Array.from({ length: count }, (_, i) => `${front}${i}`);

describe('a forbidden string', () => {
  it('of thirteen words or more forbids a text with thirteen of them in a row', () => {
    const isForbidden = forbidding([words(15).join(' ')]);
    expect(isForbidden(`before ${words(15).slice(2).join(', ')} behind`)).toBe(true);
    expect(isForbidden(words(12).join(' '))).toBe(false);
    expect(isForbidden([...words(7), 'other', ...words(15).slice(7)].join(' '))).toBe(false);
  });

  it('of fewer words forbids a text that holds all of it', () => {
    const isForbidden = forbidding(['Who built the tower?']);
    expect(isForbidden('They ask: WHO built -- the tower of rock')).toBe(true);
    expect(isForbidden('Who built a tower')).toBe(false);
  });

  it('counts each ideograph as a word', () => {
    expect(forbidding(['谁建了塔'])('问题:谁建了塔?')).toBe(true);
    expect(forbidding(['谁建了塔'])('谁建了桥')).toBe(false);
  });

  it('without words forbids nothing', () => {
    expect(forbidding(['', ' … ', '?!'])('? … !')).toBe(false);
    expect(forbidding([])('anything')).toBe(false);
  });

  it('is one of several', () => {
    const isForbidden = forbidding(['no such words', words(13).join(' ')]);
    expect(isForbidden(words(13).join(' '))).toBe(true);
    expect(isForbidden('there are no such words')).toBe(true);
  });
});
