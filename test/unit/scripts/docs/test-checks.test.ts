import { describe, expect, it } from 'vitest';
import { checkErrorTests } from '../../../../scripts/docs/check-errors.ts';
import { checkPromises } from '../../../../scripts/docs/check-promises.ts';
import { type Finding, parseMarkdown } from '../../../../scripts/docs/markdown.ts';

const page = (path: string, ...lines: string[]) => parseMarkdown(path, lines.join('\n'));
const say = (findings: readonly Finding[]) =>
  findings.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`);

describe('promises', () => {
  // Written in two parts, so that this file cites nothing itself.
  const cite = (id: string) => `it('x', () => {}); // ${'promise'}: ${id}`;

  it('may each be cited by a test', () => {
    const good = page(
      'p.md',
      '## `build/atomic`',
      '',
      '| Id | Says |',
      '|---|---|',
      '| `serve/whole` | x |',
      '| other | y |',
    );
    const tests = [{ path: 'test/unit/a.test.ts', source: `${cite('build/atomic')}\n${cite('serve/whole')}` }];
    expect(checkPromises(good, tests)).toEqual([]);
  });

  it('are faulted when no test cites them, or when a test cites what is not promised', () => {
    const bad = page('p.md', '| Id | Says |', '|---|---|', '| `build/atomic` | x |');
    expect(say(checkPromises(bad, [{ path: 'test/unit/a.test.ts', source: `\n${cite('build/fast')}` }]))).toEqual([
      'p.md:3: no test that npm test runs cites the promise build/atomic',
      'test/unit/a.test.ts:2: p.md does not make the promise build/fast',
    ]);
    expect(say(checkPromises(page('p.md', '# Promises'), []))).toEqual(['p.md:1: holds no promise']);
  });

  it('are faulted when only a test cites them that is run when asked for', () => {
    const rare = page('p.md', '| Id | Says |', '|---|---|', '| `build/atomic` | x |');
    const source = cite('build/atomic');
    for (const path of ['test/torture/a.test.ts', 'test/support/a.ts', 'test/e2e/a.ts']) {
      expect(say(checkPromises(rare, [{ path, source }]))).toEqual([
        'p.md:3: no test that npm test runs cites the promise build/atomic',
      ]);
    }
    for (const folder of ['unit/x', 'property', 'contract', 'golden', 'e2e']) {
      expect(checkPromises(rare, [{ path: `test/${folder}/a.test.ts`, source }])).toEqual([]);
    }
  });
});

describe('errors', () => {
  const find = (source: string, path = 'test/unit/a.test.ts') =>
    say(checkErrorTests('e.ts', ['GONE', 'BROKEN_OFF'], [{ path, source: `${source}; expect(1).toBe(1)` }]));
  const lacks = (code: string) => `e.ts:1: no test that npm test runs expects the error ${code}`;

  it('may be named in an assertion, in an expression or in a case', () => {
    expect(find(`expect(code).toBe('GONE'); expect(err).toMatch(/^BROKEN_OFF: /)`)).toEqual([]);
    expect(find(`it.each([['x', 'GONE'], ['y', 'BROKEN_OFF']])('refuses %s', () => {})`)).toEqual([]);
  });

  it('are faulted when a test that every change must pass lacks', () => {
    expect(find(`expect(code).toBe('GONE')`)).toEqual([lacks('BROKEN_OFF')]);
    expect(find(`'GONE BROKEN_OFFSET'`)).toEqual([lacks('BROKEN_OFF')]);
    expect(find(`'GONE', 'BROKEN_OFF'`, 'test/torture/a.test.ts')).toEqual([lacks('GONE'), lacks('BROKEN_OFF')]);
    expect(checkErrorTests('e.ts', ['GONE'], [{ path: 'test/unit/a.test.ts', source: `'GONE'` }])).toHaveLength(1);
  });

  it('do not count in comments and titles', () => {
    const titles = "it('says GONE', () => {}); describe.skipIf(x)(`BROKEN_OFF`, () => {})";
    for (const source of [titles, '// GONE BROKEN_OFF\n', '/* GONE\n BROKEN_OFF */']) {
      expect(find(source.replaceAll('\\n', '\n'))).toEqual([lacks('GONE'), lacks('BROKEN_OFF')]);
    }
  });
});
