import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';

afterEach(() => vi.restoreAllMocks());

/** What a command line that cannot be read prints on standard error, line by line. */
async function complain(...words: string[]): Promise<string[]> {
  let printed = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = await buildProgram(words);
  await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow();
  return printed.split('\n').slice(0, -1);
}

const HINT = '(--help shows what the command takes)';

describe('a usage error', () => {
  it.each([
    ['unknown command', '\x1b]0;x\x07', ['\x1b]0;x\x07'], '\\u001b]0;x\\u0007'],
    ['unknown option', '\u009b31m', ['search', '--\u009b31m'], '--\\u009b31m'],
    ['value', '\u202etxt', ['search', 'ix', 'q', '--mode', '\u202etxt'], '\\u202etxt'],
    ['number', '\x7f', ['search', 'ix', 'q', '--k', '\x7f'], '\\u007f'],
    ['module', 'a\nDONE', ['search', 'ix', 'q', '--import', 'a\nDONE'], 'a\\u000aDONE'],
    ['command of two lines', 'a\n(Did you mean rm?)', ['a\n(Did you mean rm?)'], 'a\\u000a(Did you mean rm?)'],
  ])('prints an %s without what moves a cursor or forges a line', async (_, raw, words, shown) => {
    const lines = await complain(...words);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(shown);
    expect(lines.join('')).not.toContain(raw);
    expect(lines[1]).toBe(HINT);
  });

  it('says of a query without quotes how it is given, and of no other command', async () => {
    const [error, ...hints] = await complain('search', 'ix', 'how', 'do', 'volcanoes');
    expect(error).toContain('too many arguments');
    expect(hints).toEqual(['(a query of several words is one argument: put it in quotes)', HINT]);
    expect(await complain('check', 'ix', 'how')).toHaveLength(2);
  });

  it('says how a share is written that lacks its zero', async () => {
    const [error] = await complain('search', 'ix', 'q', '--min-coverage', '.5');
    expect(error).toContain('It is a number of 0 to 1, such as 0.5, with three decimals at most.');
  });

  it('keeps the suggestion on a line of its own', async () => {
    expect(await complain('serch')).toEqual(["error: unknown command 'serch'", '(Did you mean search?)', HINT]);
  });
});
