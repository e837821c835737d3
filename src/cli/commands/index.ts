import { type Command, Option } from 'commander';
import {
  COPY_CHOICES,
  DEFAULT_COPIES,
  DEFAULT_NEAR_PERCENT,
  LEAST_NEAR_PERCENT,
  MOST_NEAR_PERCENT,
} from '../../../indexer/copies/copy-choice.ts';
import { GRAPH_CHOICES } from '../../../indexer/graph/graph-choice.ts';
import { HOUSE_FORMATS } from '../../../indexer/ingest/format-names.ts';
import { DEFAULT_HTML, HTML_CHOICES } from '../../../indexer/ingest/html-choice.ts';
import { MIN_BUILD_BYTES } from '../../../indexer/least-memory.ts';
import { TEXT_ANALYZERS } from '../../analysis/analyzer.ts';
import { FIELD_TYPES } from '../../contract/field-type.ts';
import { DEFAULT_RANKING, QUERY_TOKENS, RANKING_NAMES } from '../../contract/ranking-name.ts';
import { TEXT_FORMS } from '../../format/documents.ts';
import { POSTINGS_LAYOUTS } from '../../format/frequent-list.ts';
import { HOUSE_ENGINES } from '../../retrieval/engine-names.ts';
import { blockOption } from '../block-option.ts';
import { encoderCacheOption, encoderDeviceOption } from '../device.ts';
import { importOption } from '../import-option.ts';
import type { IndexFlags } from '../run-index.ts';
import { optionOfOneCall, requiredSetting } from '../settings.ts';
import { byteSize, coreCount, integer, list } from '../values.ts';

export function addIndexCommand(program: Command): void {
  program
    .command('index')
    .summary('build an index from files and folders')
    .description(
      'Builds an index from files of records (JSON, JSON Lines, CSV, TSV, Parquet, Arrow, TREC), of pages (Markdown, HTML, text, reStructuredText, PDF, DOCX), dumps of wikis, web archives (WARC) and packed files (ZIP, tar), plain or in gzip, bzip2 or zstd, and from folders of them. It may be interrupted and called again. Equal inputs and settings give equal bytes and one index id.',
    )
    .argument('[input...]', 'files and folders, read in this order; - for standard input; none with --recipe')
    .addOption(requiredSetting('--out <dir>', 'index directory'))
    .option('--name <name>', 'name under which it is served (default: the last part of DIR)')
    .addOption(
      optionOfOneCall('--recipe <file>', 'build what a recipe says: its inputs, compared by hash, and its settings'),
    )
    .addOption(optionOfOneCall('--inputs <dir>', 'where the inputs of the recipe are (default: beside it)'))
    .option('--title <text>', 'title of the collection')
    .option('--collection-version <text>', 'version of the collection')
    .option('--licence <text>', 'licence of the collection: an SPDX expression, or words')
    .option('--licence-url <url>', 'where the licence stands')
    .option('--source <text>', 'where the collection comes from, such as its home page')
    .option(
      '--format <format>',
      `format of the inputs (default: detected): ${HOUSE_FORMATS.join(', ')}, or a registered one`,
    )
    .addOption(
      new Option('--html <choice>', 'text of HTML pages: of the article, or all of it')
        .choices(HTML_CHOICES)
        .default(DEFAULT_HTML),
    )
    .option('--engine <engine>', `${HOUSE_ENGINES.join(', ')}, or a registered one`, 'stillweb')
    .addOption(
      new Option(
        '--ranking <ranking>',
        `how it ranks; bm25: as Lucene and Anserini; impacts: by weights that come with the documents (default: "${DEFAULT_RANKING}", or what the engine can)`,
      ).choices(RANKING_NAMES),
    )
    .option(
      '--query-weights <file>',
      'with --ranking impacts: weights of the terms of queries, as JSON or lines of token, tab, weight',
    )
    .addOption(
      new Option('--query-tokens <kind>', 'with --ranking impacts: how queries are cut (default: "words")').choices(
        QUERY_TOKENS,
      ),
    )
    .option(
      '--query-tokenizer <file>',
      'with --ranking impacts: a tokenizer.json that cuts queries; the index holds it',
    )
    .addOption(
      new Option(
        '--texts-from <input>',
        'with --ranking impacts: where documents without a text find theirs, by id; repeatable',
      ).argParser(list),
    )
    .addOption(new Option('--analyzer <analyzer>', 'how text becomes terms').choices(TEXT_ANALYZERS).default('english'))
    .option('--passages <policy>', 'auto, whole, or words:N', 'auto')
    .option(
      '--encoder <encoder>',
      'static, none, onnx:FOLDER, http:URL, recorded:FILE, or KIND:SOURCE of a registered one',
      'static',
    )
    .addOption(
      // As a setting, `vectors` is where those that search hold them.
      optionOfOneCall(
        '--vectors <file>',
        'vectors of the passages, as recorded: reads them; --encoder then encodes the queries alone',
      ),
    )
    .addOption(encoderDeviceOption('native'))
    .addOption(encoderCacheOption())
    .addOption(new Option('--texts <form>', 'how documents are stored').choices(TEXT_FORMS).default('plain'))
    .option(
      '--originals',
      'keep the files and the bodies of web archives that pages are read from, to be served as they were; part of the id',
    )
    .addOption(
      new Option('--postings <layout>', 'how postings are stored; plain: four bytes each, the same rankings')
        .choices(POSTINGS_LAYOUTS)
        .default('compact'),
    )
    .addOption(new Option('--compact', 'the same as --postings compact').implies({ postings: 'compact' }))
    .addOption(
      new Option(
        '--hnsw <choice>',
        'search vectors through a graph (on), cells of codes (ivf), or each (off); auto: ivf above 200,000 passages',
      )
        .choices(GRAPH_CHOICES)
        .default('auto'),
    )
    .addOption(
      new Option('--memory <size>', 'memory to build in').default(1024 ** 3, '1g').argParser(byteSize(MIN_BUILD_BYTES)),
    )
    .addOption(
      new Option('--threads <n>', 'worker threads').default(coreCount(), 'one a core').argParser(integer(1, 256)),
    )
    .addOption(
      new Option(
        '--on-error <action>',
        'what to do with a bad record; auto: leave it out where a folder holds it, stop where its file was named',
      )
        .choices(['auto', 'stop', 'skip'])
        .default('auto'),
    )
    .addOption(blockOption())
    .addOption(importOption())
    .option('--problems <file>', 'write every record that is left out, as JSON Lines; - for standard output')
    .option('--id-field <name>', 'field of the id, in records of any format')
    .option('--title-field <name>', 'field of the title')
    .option('--text-field <name>', 'field of the text')
    .option('--url-field <name>', 'field of the URL')
    .option('--date-field <name>', 'field of the date')
    .option('--language-field <name>', 'field of the language')
    .option('--links-field <name>', 'field of the links')
    .addOption(
      new Option(
        '--field <name:type>',
        `a field of the metadata that filters may ask for, as ${FIELD_TYPES.join(', ')}; repeatable`,
      ).argParser(list),
    )
    .addOption(
      new Option(
        '--duplicates <choice>',
        'copies of a text: group: identical ones share a place in answers; group-near: nearly identical ones too; drop, drop-near: all but the first are left out',
      )
        .choices(COPY_CHOICES)
        .default(DEFAULT_COPIES),
    )
    .addOption(
      new Option(
        '--near <percent>',
        `how much of their runs of five words near copies share (default: ${DEFAULT_NEAR_PERCENT})`,
      ).argParser(integer(LEAST_NEAR_PERCENT, MOST_NEAR_PERCENT)),
    )
    .option('--detect-language', 'find the language of documents that tell none; needs the package eld')
    .addOption(
      new Option('--keep-language <tag>', 'leave out documents in other languages; repeatable').argParser(list),
    )
    .option('--add', 'add the inputs to the index that is there, behind its documents')
    .option('--update', 'the same, and a document with an id that is there takes the place of that one')
    .option('--sync', 'make the index that of the inputs alone, and read only files that have changed')
    .addOption(
      optionOfOneCall(
        '--watch',
        'the same at each change of the inputs, until a signal ends it; builds the index where there is none',
      ),
    )
    .option('--remove <id...>', 'remove these documents from the index that is there')
    .option('--remove-file <file>', 'remove the documents whose ids are the lines of this file')
    .option('--dry-run', 'read, count and report; write nothing')
    .option('--json', 'print the outcome as JSON')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb index corpus.jsonl.gz --out data/mine\n  stillweb index more.jsonl --add --out data/mine\n  stillweb index --recipe corpus/handbook.json --out data/handbook',
    )
    .action(async (inputs: string[], flags: IndexFlags, command: Command) => {
      const { runIndex } = await import('../run-index.ts');
      await runIndex(inputs, flags, command);
    });
}
