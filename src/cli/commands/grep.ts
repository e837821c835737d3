import { type Command, Option } from 'commander';
import type { GrepMatch, GrepPage, GrepRequest } from '../../contract/grep.ts';
import type { Where } from '../../contract/where.ts';
import { MAX_GREP_LINES_AROUND, MAX_GREP_MATCHES } from '../../limits.ts';
import { blockOption, readBlockFilter } from '../block-option.ts';
import type { GrepLines } from '../grep-lines.ts';
import { print, printJson, printPainted } from '../output.ts';
import { takesColour } from '../terminal/colour.ts';
import { integer, list } from '../values.ts';
import { whereOption } from '../where-option.ts';

interface GrepFlags {
  readonly regexp?: boolean;
  readonly ignoreCase?: boolean;
  readonly wordRegexp?: boolean;
  readonly context?: number;
  readonly afterContext?: number;
  readonly beforeContext?: number;
  readonly limit?: number;
  readonly idsOnly?: boolean;
  readonly count?: boolean;
  readonly json?: boolean;
  readonly site?: readonly string[];
  readonly excludeSite?: readonly string[];
  readonly after?: string;
  readonly before?: string;
  readonly language?: readonly string[];
  readonly id?: readonly string[];
  readonly where?: readonly string[];
  readonly block?: readonly string[];
}

/** The fields of a grep that differ from page to page. */
interface PageFields {
  readonly limit?: number;
  readonly cursor?: string;
}

type RequestOf = (rest: PageFields) => GrepRequest;

/** As grep has it: nothing was found. */
const NOTHING_FOUND_EXIT = 1;

export function addGrepCommand(program: Command): void {
  const lines = integer(0, MAX_GREP_LINES_AROUND);
  program
    .command('grep')
    .summary('find the lines of all texts that match a pattern')
    .description(
      'Finds the lines of the texts of an index that hold a text, or match a regular expression, in the order of the collection. Exit code 1 says that there are none.',
    )
    .argument('<dir>', 'index directory')
    .argument('<pattern>', 'what a line must hold; taken as it is without --regexp')
    .option('-e, --regexp', 'take the pattern as a regular expression, in the syntax of RE2')
    .option('-i, --ignore-case', 'match letters in upper and lower case')
    .option('-w, --word-regexp', 'match whole words only')
    .addOption(new Option('-C, --context <n>', 'lines shown before and behind each match').argParser(lines))
    .addOption(new Option('-A, --after-context <n>', 'lines shown behind each match').argParser(lines))
    .addOption(new Option('-B, --before-context <n>', 'lines shown before each match').argParser(lines))
    .addOption(
      new Option('--limit <n>', 'matches at most; default: all').argParser(integer(1, Number.MAX_SAFE_INTEGER)),
    )
    .option('-l, --ids-only', 'print only the ids of documents with a match')
    .option('-c, --count', 'print only how many lines of each document match')
    .option('--json', 'print the pages of the API, one a line')
    .addOption(new Option('--site <host>', 'only documents on this host; repeatable').argParser(list))
    .addOption(new Option('--exclude-site <host>', 'no documents on this host; repeatable').argParser(list))
    .option('--after <date>', 'only documents of this day or later, YYYY-MM-DD')
    .option('--before <date>', 'only documents of this day or earlier')
    .addOption(new Option('--language <tag>', 'only documents in this language; repeatable').argParser(list))
    .addOption(new Option('--id <id>', 'only this document; repeatable').argParser(list))
    .addOption(whereOption())
    .addOption(blockOption())
    .addHelpText('after', '\nExample:\n  stillweb grep data/handbook "posting list" -i -C 1')
    .action(async (directory: string, pattern: string, flags: GrepFlags) => {
      const { readWrittenConditions } = await import('../../contract/written-condition.ts');
      const written = bodyOf(pattern, flags, readWrittenConditions(flags.where, '--where'));
      const { excludeSites = [], ...kept } = (await readBlockFilter(flags.block)) ?? {};
      const sites = [...(flags.excludeSite ?? []), ...excludeSites];
      const body = { ...written, filter: { ...written.filter, ...kept, excludeSites: sites } };
      const { canonicalizeGrep } = await import('../../contract/canonical-grep.ts');
      const requestOf: RequestOf = (rest) => canonicalizeGrep({ ...body, ...rest }).request;
      // Before the index is read, as the API refuses it before anything else.
      requestOf({});
      const [{ GrepLines }, { openGrepper }, { openIndex }] = await Promise.all([
        import('../grep-lines.ts'),
        import('../../library/open-grepper.ts'),
        import('../../store/open.ts'),
      ]);
      const index = openIndex(directory);
      const grepper = await openGrepper(index);
      const found = printPages(
        readPages(flags.limit, (rest) => grepper.grep(requestOf(rest))),
        printerOf(flags, GrepLines),
        flags.json === true,
        {
          name: index.name,
          id: index.manifest.id,
        },
      );
      if (!found) process.exitCode = NOTHING_FOUND_EXIT;
      grepper.close();
    });
}

function bodyOf(pattern: string, flags: GrepFlags, where: Where | undefined) {
  const { regexp, ignoreCase, wordRegexp: wholeWords, context } = flags;
  const { site: sites, after, before, language: languages, id: ids } = flags;
  const isShown = flags.idsOnly !== true && flags.count !== true;
  return {
    pattern,
    regexp,
    ignoreCase,
    wholeWords,
    linesBefore: isShown ? (flags.beforeContext ?? context) : undefined,
    linesAfter: isShown ? (flags.afterContext ?? context) : undefined,
    filter: {
      sites,
      after,
      before,
      languages,
      ids,
      where,
    },
  };
}

/** Page after page until so many matches are there, or nobody reads them any more. */
function* readPages(limit = Number.POSITIVE_INFINITY, grep: (rest: PageFields) => GrepPage): Generator<GrepPage> {
  let cursor: string | undefined;
  for (let left = limit; left > 0 && process.stdout.writable; ) {
    const page = grep({ limit: Math.min(left, MAX_GREP_MATCHES), cursor });
    yield page;
    left -= page.matches.length;
    if (page.next === null) return;
    cursor = page.next;
  }
}

/** Whether there was a match. */
function printPages(
  pages: Iterable<GrepPage>,
  printer: MatchPrinter,
  isJson: boolean,
  index: { name: string; id: string },
): boolean {
  let found = false;
  for (const page of pages) {
    found ||= page.matches.length > 0;
    if (isJson) printJson({ index, ...page });
    else for (const match of page.matches) printer.add(match);
  }
  if (!isJson) printer.finish();
  return found;
}

interface MatchPrinter {
  add(match: GrepMatch): void;
  finish(): void;
}

function printerOf(
  { idsOnly, count, context, afterContext, beforeContext }: GrepFlags,
  Lines: typeof GrepLines,
): MatchPrinter {
  if (idsOnly || count) return documentPrinter(count === true);
  const lines = new Lines((afterContext ?? 0) + (beforeContext ?? 0) + (context ?? 0) > 0, takesColour());
  return {
    add: (match) => lines.add(match).forEach(printPainted),
    finish: () => lines.finish().forEach(printPainted),
  };
}

/** A line a document, when the next one begins: a document may reach over several pages. */
function documentPrinter(hasCount: boolean): MatchPrinter {
  let id: string | null = null;
  let line = 0;
  let count = 0;
  const finish = (): void => {
    if (id !== null) print(hasCount ? `${id}:${count}` : id);
  };
  return {
    add: (match) => {
      if (match.id !== id) {
        finish();
        id = match.id;
        line = 0;
        count = 0;
      }
      // A long line has an entry for each stretch of it.
      if (match.line !== line) count++;
      line = match.line;
    },
    finish,
  };
}
