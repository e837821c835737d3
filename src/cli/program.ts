import { Command } from 'commander';
import { SOFTWARE_VERSION } from '../version.ts';
import { CONFIG_FILE } from './config-file.ts';
import { importNamed } from './import-option.ts';
import { note } from './output.ts';
import { applySettings, hasSettings, requireSettings } from './settings.ts';

type AddCommand = (program: Command) => void;

/** Each command by its name, in the order of the help. A command line loads the one that it names, which starts sooner. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  index: async () => (await import('./commands/index.ts')).addIndexCommand,
  serve: async () => (await import('./commands/serve.ts')).addServeCommand,
  mcp: async () => (await import('./commands/mcp.ts')).addMcpCommand,
  search: async () => (await import('./commands/search.ts')).addSearchCommand,
  fetch: async () => (await import('./commands/fetch.ts')).addFetchCommand,
  grep: async () => (await import('./commands/grep.ts')).addGrepCommand,
  check: async () => (await import('./commands/check.ts')).addCheckCommand,
  inspect: async () => (await import('./commands/inspect.ts')).addInspectCommand,
  export: async () => (await import('./commands/export.ts')).addExportCommand,
  prune: async () => (await import('./commands/prune.ts')).addPruneCommand,
  pack: async () => (await import('./commands/pack.ts')).addPackCommand,
  unpack: async () => (await import('./commands/pack.ts')).addUnpackCommand,
  push: async () => (await import('./commands/push.ts')).addPushCommand,
  eval: async () => (await import('./commands/eval.ts')).addEvalCommand,
  diff: async () => (await import('./commands/diff.ts')).addDiffCommand,
  stability: async () => (await import('./commands/stability.ts')).addStabilityCommand,
  'eval-answers': async () => (await import('./commands/eval-answers.ts')).addEvalAnswersCommand,
  'eval-reports': async () => (await import('./commands/eval-answers.ts')).addEvalReportsCommand,
  'eval-masks': async () => (await import('./commands/eval-masks.ts')).addEvalMasksCommand,
  browsecomp: async () => (await import('./commands/browsecomp.ts')).addBrowseCompCommand,
  haystack: async () => (await import('./commands/haystack.ts')).addHaystackCommand,
  contamination: async () => (await import('./commands/contamination.ts')).addContaminationCommand,
  decode: async () => (await import('./commands/decode.ts')).addDecodeCommand,
  trace: async () => (await import('./commands/trace.ts')).addTraceCommand,
  replay: async () => (await import('./commands/replay.ts')).addReplayCommand,
  bench: async () => (await import('./commands/bench.ts')).addBenchCommand,
  run: async () => (await import('./commands/run.ts')).addRunCommand,
  sessions: async () => (await import('./commands/sessions.ts')).addSessionsCommand,
  completion: async () => (await import('./commands/completion.ts')).addCompletionCommand,
};

/**
 * The command line, ready to parse. Actions reject with what went wrong; nothing here ends the process.
 *
 * @param words what is to be parsed: where the first names a command, there is no other. Default: all commands
 */
export async function buildProgram(words: readonly string[] = []): Promise<Command> {
  const program = new Command('stillweb')
    .description('The web, held still: a reproducible local search sandbox and retriever.')
    .version(SOFTWARE_VERSION, '--version')
    .showHelpAfterError('(--help shows what the command takes)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: tellUsage });
  const [named = ''] = words;
  // `inspect --settings` and `completion` tell of every command.
  const tellsOfAll = named === 'completion' || words.includes('--settings');
  const isOne = Object.hasOwn(COMMANDS, named) && !tellsOfAll;
  if (named !== '--version') await addCommands(program, isOne ? [named] : Object.keys(COMMANDS));
  program.hook('preAction', async (_program, command) => {
    // A name that only another command knows is no slip.
    if (hasSettings(command)) await addCommands(program, Object.keys(COMMANDS));
    applySettings(command);
    requireSettings(command);
    await importNamed(command);
  });
  program.addHelpText(
    'after',
    `\nSettings may also stand in ${CONFIG_FILE} or in STILLWEB_*: --dense-share as denseShare and\nSTILLWEB_DENSE_SHARE, --no-fuzzy as fuzzy and STILLWEB_FUZZY, true or false. See stillweb inspect --settings.`,
  );
  return program;
}

/** Adds those that are not there yet. */
async function addCommands(program: Command, names: readonly string[]): Promise<void> {
  const known = new Set(program.commands.map((command) => command.name()));
  const missing = names.filter((name) => !known.has(name));
  for (const add of await Promise.all(missing.map((name) => COMMANDS[name]()))) add(program);
  for (const command of program.commands.filter((each) => !known.has(each.name()))) {
    command
      .option('--config <file>', `settings from this file, and not from ${CONFIG_FILE} of the working folder`)
      .exitOverride()
      .configureOutput({ outputError: tellUsage });
  }
}

/** What commander puts behind an error, on a line of its own. */
const SUGGESTION = /\n(\(Did you mean [^\n]*\?\))\n?$/;

/** As commander begins it; the rest counts the arguments and names none. */
const TOO_MANY_WORDS = "error: too many arguments for 'search'";

/** A usage error names what was given; that is printed as any name is, so that it moves no cursor and forges no line. */
function tellUsage(text: string): void {
  const [, suggestion] = SUGGESTION.exec(text) ?? [];
  note(text.replace(SUGGESTION, '').replace(/\n$/, ''));
  if (suggestion !== undefined) note(suggestion);
  if (text.startsWith(TOO_MANY_WORDS)) note('(a query of several words is one argument: put it in quotes)');
}
