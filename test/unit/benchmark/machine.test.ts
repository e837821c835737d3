import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeCommit, describeMachine } from '../../../src/benchmark/machine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('names the commit, with a plus where files differ from it', () => {
  const folder = temporaryFolder();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '-q');
  writeFileSync(join(folder, 'a'), 'a');
  expect(describeCommit(folder)).toBeNull();
  git('add', '-A');
  git('commit', '-qm', 'a');
  const head = String(git('rev-parse', '--short=12', 'HEAD')).trim();
  expect(describeCommit(folder)).toBe(head);
  writeFileSync(join(folder, 'b'), 'b');
  expect(describeCommit(folder)).toBe(`${head}+`);
});

it('has no commit outside of a checkout', () => {
  expect(describeCommit(temporaryFolder())).toBeNull();
});

it('names the processor, its cores and the version of Node', () => {
  const { cpu, cores, memoryBytes, node } = describeMachine();
  expect(cpu).not.toBe('');
  expect(cores).toBeGreaterThan(0);
  expect(memoryBytes).toBeGreaterThan(2 ** 28);
  expect(node).toBe(process.version);
});
