import { type Command, Option } from 'commander';
import type { BuildOptions } from '../../../indexer/build-options.ts';
import { GRAPH_CHOICES, type GraphChoice } from '../../../indexer/graph/graph-choice.ts';
import { HOUSE_FORMATS } from '../../../indexer/ingest/format-names.ts';
import { DEFAULT_HTML, HTML_CHOICES, type HtmlChoice } from '../../../indexer/ingest/html-choice.ts';
import { MIN_BUILD_BYTES } from '../../../indexer/least-memory.ts';
import type { OnError } from '../../../indexer/read-documents.ts';
import { ANALYZER_NAMES, type AnalyzerName } from '../../analysis/analyzer.ts';
import { FIELD_TYPES, readFieldDeclarations } from '../../contract/field-type.ts';
import { DEFAULT_RANKING, RANKING_NAMES, type RankingName } from '../../contract/ranking-name.ts';
import { StillwebError } from '../../errors.ts';
import { TEXT_FORMS, type TextForm } from '../../format/documents.ts';
import { POSTINGS_LAYOUTS, type PostingsLayout } from '../../format/frequent-list.ts';
import { HOUSE_ENGINES } from '../../retrieval/engine-names.ts';
import { importOption } from '../import-option.ts';
import { describeTally, reportFaults } from '../index-tally.ts';
import { describeBytes, note, print } from '../output.ts';
import { ProblemFile } from '../problem-file.ts';
import { groupDigits, Progress } from '../progress.ts';
import { optionOfOneCall, requiredSetting } from '../settings.ts';
import { byteSize, coreCount, integer, list } from '../values.ts';

interface IndexFlags {
  readonly out: string;
  readonly add?: boolean;
  readonly update?: boolean;
  readonly sync?: boolean;
  readonly watch?: boolean;
  readonly remove?: readonly string[];
  readonly removeFile?: string;
  readonly name?: string;
  readonly format?: string;
  readonly html: HtmlChoice;
  readonly engine: string;
  readonly ranking?: RankingName;
  readonly analyzer: AnalyzerName;
  readonly passages: string;
  readonly encoder: string;
  readonly texts: TextForm;
  readonly postings: PostingsLayout;
  readonly hnsw: GraphChoice;
  readonly memory: number;
  readonly threads: number;
  readonly onError: OnError;
  readonly problems?: string;
  readonly import?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly idField?: string;
  readonly titleField?: string;
  readonly textField?: string;
  readonly urlField?: string;
  readonly dateField?: string;
  readonly languageField?: string;
  readonly linksField?: string;
  readonly field?: readonly string[];
}

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
    .option('--encoder <encoder>', 'static, none, or KIND:SOURCE of a registered one', 'static')
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
    .action(runIndex);
}

const STAGES = {
  reading: 'reading',
  postings: 'building postings',
  documents: 'storing documents',
  graph: 'linking vectors',
  checking: 'checking',
} as const;

async function runIndex(inputs: string[], flags: IndexFlags, command: Command): Promise<void> {
  const { readChange, settle } = await import('../index-change.ts');
  const change = await readChange(inputs, flags, command);
  const { checkDirectory } = await import('../../store/output-folder.ts');
  checkDirectory(flags.out);
  const { formatPassagePolicy, parsePassagePolicy } = await import('../../../indexer/segment/segment.ts');
  const told: Told = beginTelling(flags);
  const options: BuildOptions = {
    inputs,
    directory: flags.out,
    format: flags.format,
    html: flags.html,
    fields: {
      id: flags.idField,
      title: flags.titleField,
      text: flags.textField,
      url: flags.urlField,
      date: flags.dateField,
      language: flags.languageField,
      links: flags.linksField,
    },
    typedFields: readFieldDeclarations(flags.field ?? []),
    name: flags.name,
    engine: flags.engine,
    ranking: flags.ranking,
    analyzer: flags.analyzer,
    passages: parsePassagePolicy(flags.passages),
    encoder: flags.encoder,
    texts: flags.texts,
    postings: flags.postings,
    graph: flags.hnsw,
    threads: flags.threads,
    memoryBytes: flags.memory,
    modules: flags.import,
    onError: flags.onError,
    onProblem: (problem) => told.problems.write(problem),
    onProgress: ({ stage, documents, bytes, totalBytes }) =>
      told.progress.update({
        stage: STAGES[stage],
        count: documents,
        unit: 'documents',
        done: bytes,
        total: totalBytes,
      }),
    onExcess: ({ neededBytes }) => {
      told.progress.finish();
      const needed = `${Math.ceil(neededBytes / 1024 ** 2)} MiB`;
      const allowed = `${Math.floor(flags.memory / 1024 ** 2)} MiB`;
      note(`memory  a graph is built whole: this one needs ${needed}, and --memory allows ${allowed}; going on`);
    },
  };
  if (flags.watch) {
    const { watchIndex } = await import('../index-watch.ts');
    await watchIndex(options, command, async (settled) => {
      told.problems.close();
      Object.assign(told, beginTelling(flags));
      await build(settled, flags, told);
    });
    return;
  }
  const settled = change === null ? options : await settle(options, change, command);
  const tell = tellerOf(flags);
  if (flags.dryRun) {
    await checkMemory({ memory: flags.memory, encoder: settled.encoder });
    const { planBuild } = await import('../../../indexer/plan.ts');
    const plan = await planBuild(settled);
    told.progress.finish();
    told.problems.close();
    reportFaults(plan.kinds);
    if (flags.json) tell(JSON.stringify(plan));
    else {
      tell(
        `${groupDigits(plan.documents)} documents, ${groupDigits(plan.passages)} passages (${formatPassagePolicy(settled.passages)}), ${groupDigits(plan.characters)} characters, ${groupDigits(plan.links)} links; ${plan.skipped} skipped. Nothing was written.`,
      );
      describeTally(plan).forEach(tell);
    }
    return;
  }
  await build(settled, flags, told);
}

/** What a build has told so far. */
interface Told {
  progress: Progress;
  problems: ProblemFile;
}

function beginTelling({ quiet, problems }: IndexFlags): Told {
  return { progress: new Progress(quiet === true), problems: new ProblemFile(problems) };
}

/** Standard output is for the problems alone, where they are asked for there. */
function tellerOf({ problems }: IndexFlags): (line: string) => void {
  return problems === '-' ? note : print;
}

async function build(options: BuildOptions, flags: IndexFlags, told: Told): Promise<void> {
  const { memory, json } = flags;
  const tell = tellerOf(flags);
  await checkMemory({ memory, encoder: options.encoder });
  const { buildIndex } = await import('../../../indexer/build.ts');
  const result = await buildIndex(options).catch((error) => {
    told.progress.finish();
    throw error;
  });
  const seconds = told.progress.finish();
  told.problems.close();
  reportFaults(result.kinds);
  if (json) {
    tell(JSON.stringify({ ...result, seconds: Number(seconds.toFixed(3)) }));
    return;
  }
  const { counts } = result;
  tell(`${result.name}@${result.id}`);
  tell(
    `${groupDigits(counts.documents)} documents, ${groupDigits(counts.passages)} passages, ${groupDigits(counts.links)} links, ${describeBytes(result.bytes)} in ${seconds.toFixed(1)} s`,
  );
  describeTally(result).forEach(tell);
  if (result.resumedUnits > 0) tell(`An interrupted build had finished ${result.resumedUnits} units of it.`);
}

/** Refuses a promise that one worker with this encoder would break. @throws StillwebError SETTING_INVALID */
async function checkMemory({ memory, encoder }: Pick<IndexFlags, 'memory' | 'encoder'>): Promise<void> {
  const [{ minBuildBytes }, { describeEncoder }] = await Promise.all([
    import('../../../indexer/build-memory.ts'),
    import('../../encoder/encoders.ts'),
  ]);
  const named = await describeEncoder(encoder);
  const least = minBuildBytes(named?.description ?? null);
  if (memory >= least) return;
  const message = `--memory is at least ${Math.ceil(least / 1024 ** 2)}m with encoder ${encoder}`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'memory', leastBytes: least });
}
