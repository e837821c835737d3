import { bashScript } from './bash-script.ts';
import type { CompletedCommand } from './command-tree.ts';

/** Zsh runs what is written for bash. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of stillweb for zsh:  source <(stillweb completion zsh)
autoload -Uz +X compinit && (( $+functions[compdef] )) || compinit
autoload -Uz +X bashcompinit && bashcompinit
${bashScript(commands)}`;
}
