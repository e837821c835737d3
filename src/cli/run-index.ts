import type { Command } from 'commander';
import type { BuildOptions } from '../../indexer/build-options.ts';
import type { GraphChoice } from '../../indexer/graph/graph-choice.ts';
import type { HtmlChoice } from '../../indexer/ingest/html-choice.ts';
import type { OnError } from '../../indexer/read-documents.ts';
import type { AnalyzerName } from '../analysis/analyzer.ts';
import { readFieldDeclarations } from '../contract/field-type.ts';
import type { RankingName } from '../contract/ranking-name.ts';
import { StillwebError } from '../errors.ts';
import type { TextForm } from '../format/documents.ts';
import type { PostingsLayout } from '../format/frequent-list.ts';
import { describeTally, reportFaults } from './index-tally.ts';
import { describeBytes, note, print } from './output.ts';
import { ProblemFile } from './problem-file.ts';
import { groupDigits, Progress } from './progress.ts';

export interface IndexFlags {
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
  readonly encoderDevice?: string;
  readonly encoderCache?: string;
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

const STAGES = {
  reading: 'reading',
  postings: 'building postings',
  documents: 'storing documents',
  graph: 'linking vectors',
  checking: 'checking',
} as const;

/** What `stillweb index` does. Loaded when it is called: a start of the program needs none of it. */
export async function runIndex(inputs: string[], flags: IndexFlags, command: Command): Promise<void> {
  const { readChange, settle } = await import('./index-change.ts');
  const change = await readChange(inputs, flags, command);
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
    name: flags.name,
    engine: flags.engine,
    ranking: flags.ranking,
    analyzer: flags.analyzer,
    passages: parsePassagePolicy(flags.passages),
    encoder: flags.encoder,
    encoderDevice: flags.encoderDevice,
    encoderCache: flags.encoderCache,
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
    const { watchIndex } = await import('./index-watch.ts');
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
    const { planBuild } = await import('../../indexer/plan.ts');
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
    import('../../indexer/build-memory.ts'),
    import('../encoder/encoders.ts'),
  ]);
  const named = await describeEncoder(encoder);
  const least = minBuildBytes(named);
  if (memory >= least) return;
  const message = `--memory is at least ${Math.ceil(least / 1024 ** 2)}m with encoder ${encoder}`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'memory', leastBytes: least });
}
