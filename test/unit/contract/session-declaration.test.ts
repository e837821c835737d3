import { expect, it } from 'vitest';
import { DECLARATION_HEADERS, readDeclaration } from '../../../src/contract/session-declaration.ts';
import { MAX_DECLARATION_BYTES } from '../../../src/limits.ts';

const read = (headers: Record<string, unknown>) => readDeclaration(headers, DECLARATION_HEADERS);

it('a declaration is what stands in its headers, up to a length', () => {
  expect(read({})).toBeNull();
  expect(read({ 'x-stillweb-mask': '' })).toBeNull();
  expect(read({ 'x-stillweb-mask': 'q1', 'x-stillweb-policy': 'seen=mark' })).toEqual({
    mask: 'q1',
    policy: 'seen=mark',
  });
  const longest = 'x'.repeat(MAX_DECLARATION_BYTES);
  expect(read({ 'x-stillweb-mask': longest })).toEqual({ mask: longest });
  expect(() => read({ 'x-stillweb-mask': `${longest}x` })).toThrow('more than 256 bytes');
});
