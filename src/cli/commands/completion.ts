import { Argument, type Command } from 'commander';
import type { CompletedCommand } from '../completion/command-tree.ts';
import { printPainted } from '../output.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .summary('print what completes commands in a shell')
    .description(
      'Prints a script that has a shell complete commands, options, their choices and paths. It is made from the commands of this version.',
    )
    .addArgument(new Argument('<shell>', 'shell that is to read it').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(stillweb completion bash)    # in ~/.bashrc; zsh likewise\n  stillweb completion fish > ~/.config/fish/completions/stillweb.fish',
    )
    .action(async (shell: Shell) => {
      const { completedCommands } = await import('../completion/command-tree.ts');
      printPainted((await scriptFor(shell))(completedCommands(program)));
    });
}

async function scriptFor(shell: Shell): Promise<(commands: readonly CompletedCommand[]) => string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash-script.ts')).bashScript;
    case 'zsh':
      return (await import('../completion/zsh-script.ts')).zshScript;
    case 'fish':
      return (await import('../completion/fish-script.ts')).fishScript;
  }
}
