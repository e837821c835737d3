import type { Command, Option } from 'commander';

/** The command line as a shell completes it. */

/** What a shell offers for a value: some words, paths, or nothing that it could know. */
export type Values = readonly string[] | 'files' | 'folders' | null;

export interface CompletedOption {
  /** `--mode`, `-k`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined for one that takes no value. */
  readonly values: Values | undefined;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Of its arguments. */
  readonly values: Values;
}

/** Every command of a program with its options, as they are defined. */
export function completedCommands(program: Command): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
    options: [...command.options.map(describeOption), HELP],
    values: argumentValues(command),
  }));
}

const HELP: CompletedOption = { names: ['-h', '--help'], description: 'display help for command', values: undefined };

function describeOption(option: Option): CompletedOption {
  const { short, long, description, flags, argChoices } = option;
  const names = [short, long].filter((name) => name !== undefined);
  const takesValue = option.required || option.optional;
  return { names, description, values: takesValue ? (argChoices ?? pathsIn(flags)) : undefined };
}

/** Paths of its first argument that names any: an index is a folder. */
function argumentValues({ registeredArguments }: Command): Values {
  const [first] = registeredArguments;
  if (first === undefined) return null;
  return first.argChoices ?? (first.name() === 'dir' ? 'folders' : 'files');
}

/** By the name that stands for the value, as in `--out <dir>`. */
function pathsIn(flags: string): Values {
  if (/[<[](dir|folder)\b/.test(flags)) return 'folders';
  return /[<[](file|path|input)\b/.test(flags) ? 'files' : null;
}
