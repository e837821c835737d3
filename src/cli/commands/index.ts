import { type Command, Option } from 'commander';
import { GRAPH_CHOICES } from '../../../indexer/graph/graph-choice.ts';
import { HOUSE_FORMATS } from '../../../indexer/ingest/format-names.ts';
import { DEFAULT_HTML, HTML_CHOICES } from '../../../indexer/ingest/html-choice.ts';
import { MIN_BUILD_BYTES } from '../../../indexer/least-memory.ts';
import { ANALYZER_NAMES } from '../../analysis/analyzer.ts';
import { FIELD_TYPES } from '../../contract/field-type.ts';
import { DEFAULT_RANKING, RANKING_NAMES } from '../../contract/ranking-name.ts';
import { TEXT_FORMS } from '../../format/documents.ts';
import { POSTINGS_LAYOUTS } from '../../format/frequent-list.ts';
import { HOUSE_ENGINES } from '../../retrieval/engine-names.ts';
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
    .argument('[input...]', 'files and folders, read in this order; - for standard input')
    .addOption(requiredSetting('--out <dir>', 'index directory'))
    .option('--name <name>', 'name under which it is served (default: the last part of DIR)')
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
        `how it ranks; bm25: as Lucene and Anserini (default: "${DEFAULT_RANKING}", or what the engine can)`,
      ).choices(RANKING_NAMES),
    )
    .addOption(new Option('--analyzer <analyzer>', 'how text becomes terms').choices(ANALYZER_NAMES).default('english'))
    .option('--passages <policy>', 'auto, whole, or words:N', 'auto')
    .option(
      '--encoder <encoder>',
      'static, none, onnx:FOLDER, http:URL, recorded:FILE, or KIND:SOURCE of a registered one',
      'static',
    )
    .addOption(encoderDeviceOption('native'))
    .addOption(encoderCacheOption())
    .addOption(new Option('--texts <form>', 'how documents are stored').choices(TEXT_FORMS).default('plain'))
    .addOption(
      new Option('--postings <layout>', 'how postings are stored; plain: four bytes each, the same rankings')
        .choices(POSTINGS_LAYOUTS)
        .default('compact'),
    )
    .addOption(new Option('--compact', 'the same as --postings compact').implies({ postings: 'compact' }))
    .addOption(
      new Option('--hnsw <choice>', 'search vectors through a graph; auto: above 200,000 passages')
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
      '\nExample:\n  stillweb index corpus.jsonl.gz --out data/mine\n  stillweb index more.jsonl --add --out data/mine',
    )
    .action(async (inputs: string[], flags: IndexFlags, command: Command) => {
      const { runIndex } = await import('../run-index.ts');
      await runIndex(inputs, flags, command);
    });
}
