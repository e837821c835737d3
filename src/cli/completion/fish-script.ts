import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts';

/** Completes in fish: each option with what it is for. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, options, values }) => {
    const seen = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c stillweb -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      `complete -c stillweb ${seen} ${offer(values)}`,
      ...options.map((option) => `complete -c stillweb ${seen} ${written(option)}`),
    ];
  });
  return [
    '# Completion of stillweb for fish:  stillweb completion fish > ~/.config/fish/completions/stillweb.fish',
    'complete -c stillweb -f',
    'complete -c stillweb -n __fish_use_subcommand -l help -l version',
    ...lines,
  ].join('\n');
}

function written({ names, description, values }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...(values === undefined ? [] : [`-r ${offer(values)}`]), `-d ${quoted(description)}`].join(' ');
}

function offer(values: Values): string {
  if (values === null) return '-f';
  if (values === 'files') return '-F';
  return values === 'folders' ? "-f -a '(__fish_complete_directories)'" : `-f -a '${values.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
