import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../../src/cli/completion/bash-script.ts';
import { type CompletedCommand, completedCommands } from '../../../src/cli/completion/command-tree.ts';
import { fishScript } from '../../../src/cli/completion/fish-script.ts';
import { zshScript } from '../../../src/cli/completion/zsh-script.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let commands: CompletedCommand[];
let folder: string;
beforeAll(async () => {
  commands = completedCommands(await buildProgram());
  folder = temporaryFolder();
  mkdirSync(join(folder, 'my index'));
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine.jsonl'), '');
});

/** What bash offers at the end of a line, whose words are parted as bash parts them. */
function complete(...words: readonly string[]): string[] {
  const script = `${bashScript(commands)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stillweb
(( \${#COMPREPLY[@]} )) && printf '%s\\n' "\${COMPREPLY[@]}"; true`;
  const ran = spawnSync('bash', ['-c', script, 'bash', 'stillweb', ...words], { cwd: folder, encoding: 'utf8' });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  return ran.stdout.split('\n').filter((line) => line !== '');
}

describe('bash', () => {
  it('completes commands', () => {
    expect(complete('se')).toEqual(['serve', 'search', 'sessions']);
    expect(complete('')).toEqual([...commands.map(({ name }) => name), '--help', '--version']);
  });

  it('completes the options of a command', () => {
    expect(complete('search', 'mine', '--rerank')).toEqual(['--rerank', '--rerank-depth', '--reranker']);
    expect(complete('check', 'mine', '--mo')).toEqual([]);
    expect(complete('search', '--he')).toEqual(['--help']);
  });

  it('completes the values of an option that has choices, behind a blank or an equals sign', () => {
    expect(complete('search', 'mine', 'q', '--format', '')).toEqual(['text', 'json', 'jsonl', 'csv', 'md']);
    expect(complete('search', 'mine', 'q', '--mode', '=', 'd')).toEqual(['dense']);
    expect(complete('search', 'mine', 'q', '--mode', '=')).toEqual(['hybrid', 'bm25', 'dense']);
    expect(complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('completes an index as a folder, an input as any path, and blanks in them', () => {
    expect(complete('search', 'm').sort()).toEqual(['mine', 'my index']);
    expect(complete('index', 'm').sort()).toEqual(['mine', 'mine.jsonl', 'my index']);
    expect(complete('index', 'x', '--out', 'm').sort()).toEqual(['mine', 'my index']);
    expect(complete('serve', 'mine', '--trace', 'mine.')).toEqual(['mine.jsonl']);
  });

  it('offers nothing for a value that it cannot know', () => {
    expect(complete('search', 'mine', 'q', '--k', '')).toEqual([]);
  });
});

describe.each([
  [
    'zsh',
    zshScript,
    'autoload -Uz compinit; compinit -u -D; source ./completion.zsh; echo $_comps[stillweb]',
    '_stillweb',
  ],
  ['fish', fishScript, 'source ./completion.fish; complete -C "stillweb search --mode de"', 'dense'],
] as const)('%s', (shell, script, line, expected) => {
  it('is given every command and option', () => {
    const text = script(commands);
    for (const { name, options } of commands) {
      expect(text).toContain(name);
      for (const { names } of options) expect(text).toContain(names.at(-1)!.replace(/^-+/, ''));
    }
  });

  it.runIf(spawnSync(shell, ['--version']).status === 0)('completes by its script', () => {
    const bare = shell === 'zsh' ? '-f' : '--no-config';
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, `completion.${shell}`), script(commands));
    const ran = spawnSync(shell, [bare, '-c', line], { cwd, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain(expected);
  });
});

it('fish is given descriptions as they are, whatever quotes stand in them', () => {
  const command = { name: 'x', summary: "it's a \\ thing", options: [], values: null };
  expect(fishScript([command])).toContain("-a x -d 'it\\'s a \\\\ thing'");
});
