import type { CompletedCommand, Values } from './command-tree.ts';

/** Completes in bash: options, their choices, and paths. Names are letters, digits and hyphens, so nothing is quoted. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.values !== undefined)
      .map((option) => {
        const patterns = option.names.map((flag) => `'${name} ${flag}'`).join(' | ');
        return `    ${patterns}) ${offer(option.values as Values)}; return ;;`;
      }),
  );
  const flags = commands.map(({ name, options }) => {
    const words = options.flatMap((option) => option.names.filter((flag) => flag.startsWith('--'))).join(' ');
    return `      ${name}) ${offer(words.split(' '))} ;;`;
  });
  const operands = commands.map(({ name, values: of }) => `    ${name}) ${offer(of)} ;;`);
  return `# Completion of stillweb for bash:  source <(stillweb completion bash)
_stillweb_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_stillweb_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2> /dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
_stillweb() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  # --mode=dense comes as three words.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    _stillweb_words '${[...commands.map(({ name }) => name), '--help', '--version'].join(' ')}'
    return
  fi
  case "$command $prev" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $command in
${flags.join('\n')}
    esac
    return
  fi
  case $command in
${operands.join('\n')}
  esac
}
complete -F _stillweb stillweb`;
}

/** The line that offers so. */
function offer(values: Values): string {
  if (values === null) return ':';
  if (values === 'files') return '_stillweb_paths -f';
  return values === 'folders' ? '_stillweb_paths -d' : `_stillweb_words '${values.join(' ')}'`;
}
