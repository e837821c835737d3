import type { Command } from 'commander';
import type { BuildOptions, BuildResult } from '../../indexer/build-options.ts';
import type { CopyChoice } from '../../indexer/copies/copy-choice.ts';
import type { GraphChoice } from '../../indexer/graph/graph-choice.ts';
import type { HtmlChoice } from '../../indexer/ingest/html-choice.ts';
import type { OnError } from '../../indexer/read-documents.ts';
import type { AnalyzerName } from '../analysis/analyzer.ts';
import { readFieldDeclarations } from '../contract/field-type.ts';
import type { QueryTokens, RankingName } from '../contract/ranking-name.ts';
import { StillwebError } from '../errors.ts';
import type { TextForm } from '../format/documents.ts';
import type { PostingsLayout } from '../format/frequent-list.ts';
import { readBlockFiles } from './block-files.ts';
import { describeCopies, describeTally, reportFaults } from './index-tally.ts';
import { describeBytes, note, print } from './output.ts';
import { ProblemFile } from './problem-file.ts';
import { counted, Progress } from './progress.ts';

export interface IndexFlags {
  readonly out: string;
  readonly add?: boolean;
  readonly update?: boolean;
  readonly sync?: boolean;
  readonly watch?: boolean;
  readonly remove?: readonly string[];
  readonly removeFile?: string;
  readonly name?: string;
  readonly recipe?: string;
  readonly inputs?: string;
  readonly format?: string;
  readonly html: HtmlChoice;
  readonly engine: string;
  readonly ranking?: RankingName;
  readonly queryTokens?: QueryTokens;
  readonly queryTokenizer?: string;
  readonly queryWeights?: string;
  readonly analyzer: AnalyzerName;
  readonly passages: string;
  readonly encoder: string;
  readonly vectors?: string;
  readonly textsFrom?: readonly string[];
  readonly encoderDevice?: string;
  readonly encoderCache?: string;
  readonly texts: TextForm;
  readonly originals?: boolean;
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
  readonly block?: readonly string[];
  readonly duplicates: CopyChoice;
  readonly near?: number;
  readonly detectLanguage?: boolean;
  readonly keepLanguage?: readonly string[];
}

const STAGES = {
  reading: 'reading',
  postings: 'building postings',
  graph: 'ordering vectors',
  checking: 'checking',
} as const;

/** What `stillweb index` does. Loaded when it is called: a start of the program needs none of it. */
export async function runIndex(inputs: string[], flags: IndexFlags, command: Command): Promise<void> {
  const { readChange, settle } = await import('./index-change.ts');
  const change = await readChange(inputs, flags, command);
  const { readSaidSource } = await import('./said-source.ts');
  const said = readSaidSource(command);
  // What reads recipes is much to load, and few builds have one.
  const recipes = flags.recipe === undefined ? null : await import('./recipe-build.ts');
  const recipe = recipes?.readRecipe(flags.recipe as string, command) ?? null;
  const { checkDirectory } = await import('../store/output-folder.ts');
  checkDirectory(flags.out);
  const { formatPassagePolicy, parsePassagePolicy } = await import('../../indexer/segment/segment.ts');
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
    block: await readBlockFiles(flags.block),
    name: flags.name,
    collection: { ...said.bySettings, ...said.byFlags },
    engine: flags.engine,
    ranking: flags.ranking,
    queryTokens: flags.queryTokens,
    queryTokenizer: flags.queryTokenizer,
    queryWeights: flags.queryWeights,
    analyzer: flags.analyzer,
    passages: parsePassagePolicy(flags.passages),
    encoder: await encoderOf(flags, command),
    vectors: flags.vectors,
    textsFrom: flags.textsFrom,
    encoderDevice: flags.encoderDevice,
    encoderCache: flags.encoderCache,
    texts: flags.texts,
    originals: flags.originals,
    postings: flags.postings,
    graph: flags.hnsw,
    duplicates: flags.duplicates,
    nearPercent: flags.near,
    detectLanguage: flags.detectLanguage,
    keepLanguages: flags.keepLanguage,
    threads: flags.threads,
    memoryBytes: flags.memory,
    isMemoryPromised: true,
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
      note(
        `memory  graphs and cells of vectors are built whole: this one needs ${needed}, and --memory allows ${allowed}; going on`,
      );
    },
  };
  if (flags.watch) {
    const { watchIndex } = await import('./index-watch.ts');
    await watchIndex(options, command, async (settled) => {
      told.problems.close();
      Object.assign(told, beginTelling(flags));
      await build(settled, flags, told);
    });
    return;
  }
  const followed =
    recipe === null
      ? options
      : recipes!.followRecipe(recipe, options, { folder: flags.inputs, said, progress: told.progress });
  const settled = change === null ? followed : await settle(options, change, command);
  const tell = tellerOf(flags);
  if (flags.dryRun) {
    const { planBuild } = await import('../../indexer/plan.ts');
    const plan = await planBuild(settled);
    told.progress.finish();
    told.problems.close();
    reportFaults(plan.kinds);
    if (flags.json) tell(JSON.stringify(plan));
    else {
      tell(
        `${counted(plan.documents, 'document')}, ${counted(plan.passages, 'passage')} (${formatPassagePolicy(settled.passages)}), ${counted(plan.characters, 'character')}, ${counted(plan.links, 'link')}; ${plan.skipped} skipped. Nothing was written.`,
      );
      describeTally(plan).forEach(tell);
    }
    return;
  }
  const result = await build(settled, flags, told);
  if (recipe !== null) recipes!.compareBuilt(recipe, result);
}

/** What shapes texts cannot be asked for where impacts are given, nor how vectors are searched where there are none. @throws StillwebError SETTING_INVALID */
async function encoderOf({ ranking, encoder, hnsw }: IndexFlags, command: Command): Promise<string> {
  if (encoder === 'none' && (hnsw === 'on' || hnsw === 'ivf')) {
    const message = `--hnsw ${hnsw} is a way to search vectors, and with --encoder none there are none: leave one of both away`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'hnsw' });
  }
  if (ranking !== 'impacts') return encoder;
  const { notOfImpacts } = await import('../../indexer/given-settings.ts');
  const isAsked = (setting: string) => command.getOptionValueSource(setting) !== 'default';
  for (const setting of ['analyzer', 'passages']) if (isAsked(setting)) throw notOfImpacts(setting);
  return isAsked('encoder') ? encoder : 'none';
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

async function build(options: BuildOptions, flags: IndexFlags, told: Told): Promise<BuildResult> {
  const { json } = flags;
  const tell = tellerOf(flags);
  const { buildIndex } = await import('../../indexer/build.ts');
  const result = await buildIndex(options).catch((error) => {
    told.progress.finish();
    throw error;
  });
  const seconds = told.progress.finish();
  told.problems.close();
  reportFaults(result.kinds);
  if (json) {
    tell(JSON.stringify({ ...result, seconds: Number(seconds.toFixed(3)) }));
    return result;
  }
  const { counts } = result;
  tell(`${result.name}@${result.id}`);
  tell(
    `${counted(counts.documents, 'document')}, ${counted(counts.passages, 'passage')}, ${counted(counts.links, 'link')}, ${describeBytes(result.bytes)} in ${seconds.toFixed(1)} s`,
  );
  describeTally(result).forEach(tell);
  describeCopies(result).forEach(tell);
  if (result.resumedUnits > 0) tell(`An interrupted build had finished ${counted(result.resumedUnits, 'unit')} of it.`);
  return result;
}
