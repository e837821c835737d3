import { Command } from 'commander';
import { SOFTWARE_VERSION } from '../version.ts';
import { addBenchCommand } from './commands/bench.ts';
import { addBrowseCompCommand } from './commands/browsecomp.ts';
import { addCheckCommand } from './commands/check.ts';
import { addContaminationCommand } from './commands/contamination.ts';
import { addDecodeCommand } from './commands/decode.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addEvalCommand } from './commands/eval.ts';
import { addEvalAnswersCommand, addEvalReportsCommand } from './commands/eval-answers.ts';
import { addEvalMasksCommand } from './commands/eval-masks.ts';
import { addExportCommand } from './commands/export.ts';
import { addFetchCommand } from './commands/fetch.ts';
import { addGrepCommand } from './commands/grep.ts';
import { addHaystackCommand } from './commands/haystack.ts';
import { addIndexCommand } from './commands/index.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addMcpCommand } from './commands/mcp.ts';
import { addPackCommand, addUnpackCommand } from './commands/pack.ts';
import { addPruneCommand } from './commands/prune.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addRunCommand } from './commands/run.ts';
import { addSearchCommand } from './commands/search.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSessionsCommand } from './commands/sessions.ts';
import { addStabilityCommand } from './commands/stability.ts';
import { addTraceCommand } from './commands/trace.ts';
import { CONFIG_FILE } from './config-file.ts';
import { importNamed } from './import-option.ts';
import { note } from './output.ts';
import { applySettings, requireSettings } from './settings.ts';

/** The whole command line, ready to parse. Actions reject with what went wrong; nothing here ends the process. */
export function buildProgram(): Command {
  const program = new Command('stillweb')
    .description('The web, held still: a reproducible local search sandbox and retriever.')
    .version(SOFTWARE_VERSION, '--version')
    .showHelpAfterError('(--help shows what the command takes)')
    .enablePositionalOptions();
  addIndexCommand(program);
  addServeCommand(program);
  addMcpCommand(program);
  addSearchCommand(program);
  addFetchCommand(program);
  addGrepCommand(program);
  addCheckCommand(program);
  addInspectCommand(program);
  addExportCommand(program);
  addPruneCommand(program);
  addPackCommand(program);
  addUnpackCommand(program);
  addEvalCommand(program);
  addDiffCommand(program);
  addStabilityCommand(program);
  addEvalAnswersCommand(program);
  addEvalReportsCommand(program);
  addEvalMasksCommand(program);
  addBrowseCompCommand(program);
  addHaystackCommand(program);
  addContaminationCommand(program);
  addDecodeCommand(program);
  addTraceCommand(program);
  addReplayCommand(program);
  addBenchCommand(program);
  addRunCommand(program);
  addSessionsCommand(program);
  for (const command of program.commands) {
    command.option('--config <file>', `settings from this file, and not from ${CONFIG_FILE} of the working folder`);
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: tellUsage });
  }
  program.hook('preAction', async (_program, command) => {
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
