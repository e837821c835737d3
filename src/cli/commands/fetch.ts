import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_DOCUMENT_CHARACTERS, MAX_FETCH_CHARACTERS, MAX_FETCH_MATCHES } from '../../limits.ts';
import type { FetchFlags } from '../run-fetch.ts';
import { integer } from '../values.ts';

export function addFetchCommand(program: Command): void {
  program
    .command('fetch')
    .summary('read a document of an index')
    .description(
      'Prints the text of a document, or a part of it, or the file that it was made of. Nothing is fetched from a network: a URL is a key into the collection.',
    )
    .argument('<dir>', 'index directory')
    .argument('<id>', 'id of a document or a passage, or a URL')
    .option('--toc', 'print the headings, each with its number and line')
    .addOption(new Option('--lines <from:to>', 'only these lines, from 1; 10: or :40 are open').argParser(lineRange))
    .option(
      '--section <heading>',
      'only the section under this heading, a path (History > Early years) or a number of --toc',
    )
    .option('--find <text>', 'begin a little before the first place where this text stands')
    .addOption(
      new Option('--matches <n>', 'print the places of --find, each with its line, and no more of the text').argParser(
        integer(1, MAX_FETCH_MATCHES),
      ),
    )
    .addOption(new Option('--offset <n>', 'begin there, in characters').argParser(integer(0, MAX_DOCUMENT_CHARACTERS)))
    .addOption(new Option('--max-chars <n>', 'characters at most').argParser(integer(1, MAX_FETCH_CHARACTERS)))
    .addOption(
      new Option('--cut <place>', 'what a text over --max-chars is cut behind')
        .choices(['character', 'line', 'paragraph'])
        .default('paragraph'),
    )
    .addOption(
      new Option('--format <form>', 'the stored text, Markdown, or the file that it was made of (index --originals)')
        .choices(['text', 'markdown', 'original'])
        .default('text'),
    )
    .option('--links', 'end Markdown with a list of the links')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb fetch data/handbook bm25.md --toc\n  stillweb fetch data/handbook bm25.md --lines 10:40',
    )
    .action(async (directory: string, id: string, flags: FetchFlags) => {
      const { runFetch } = await import('../run-fetch.ts');
      await runFetch(directory, id, flags);
    });
}

/** `10:40`, both inclusive. */
function lineRange(text: string): { from: number; count: number } {
  const [, first, sign, last] = /^(\d{1,8})?(:)?(\d{1,8})?$/.exec(text) ?? [];
  const from = Number(first ?? 1);
  const to = sign === undefined ? from : Number(last ?? MAX_FETCH_CHARACTERS + from - 1);
  if (text !== '' && text !== ':' && from >= 1 && to >= from && from <= MAX_DOCUMENT_CHARACTERS) {
    return { from, count: Math.min(to - from + 1, MAX_FETCH_CHARACTERS) };
  }
  throw new InvalidArgumentError('It is a range of lines such as 10:40.');
}
