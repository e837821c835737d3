import { expect, it } from 'vitest';
import { readPolicy } from '../../../../src/experiment/policy/session-policy.ts';

it('a call may change each rule of the file, and put it off', () => {
  const usual = { seen: 'mark', budget: 500 } as const;
  expect(readPolicy('seen=remove; repeated=warn', usual)).toEqual({ seen: 'remove', repeated: 'warn', budget: 500 });
  expect(readPolicy(' budget = off ;seen=off;', usual)).toEqual({});
  expect(readPolicy('budget=1000', {})).toEqual({ budget: 1000 });
});

it.each([
  ['sen=mark', 'there is no policy sen (did you mean seen?)'],
  ['toString=1', 'there is no policy toString'],
  ['seen=hide', 'seen is mark or remove or off, not hide'],
  ['seen', 'seen is mark or remove or off, not '],
  ['seen=mark;seen=remove', 'seen is named twice: name it once'],
  ['budget=3', 'budget is off, or 128 to'],
  ['budget=1e3', 'budget is off, or 128 to'],
])('%s is refused', (text, message) => {
  expect(() => readPolicy(text, {})).toThrow(message);
});
