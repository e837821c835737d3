import { type Command, Option } from 'commander';
import { isClusterAddress } from '../../cluster/cluster-address.ts';
import { describeDoubt } from '../../contract/doubtful-finding.ts';
import type { QueryResult, SearchFilter, SearchMode, SearchRequest } from '../../contract/search.ts';
import { completeSearch, SEARCH_DEFAULTS } from '../../contract/search-defaults.ts';
import { SEARCH_MODES } from '../../contract/search-mode.ts';
import { limitText } from '../../contract/text-limit.ts';
import { StillwebError } from '../../errors.ts';
import type { JointSearchOptions } from '../../library/ask.ts';
import { MAX_EXPAND, MAX_K, MAX_QUERY_BYTES } from '../../limits.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import type { Searcher } from '../../retrieval/searcher.ts';
import { blockOption, readBlockFilter } from '../block-option.ts';
import { addOpeningOptions, deviceOption, type OpeningFlags, openingOf } from '../device.ts';
import { FOUND_FORMATS, type FoundFormat } from '../found/format-names.ts';
import { importOption } from '../import-option.ts';
import {
  addLeverOptions,
  type LeverFlags,
  type RerankFlags,
  refuseIdleDepth,
  rerankDepthOption,
  rerankerOption,
  rerankOption,
} from '../lever-options.ts';
import { onOneLine } from '../plain-text.ts';
import { optionOfOneCall } from '../settings.ts';
import { integer, list, thousandths } from '../values.ts';
import { readWhereFlags, whereOption } from '../where-option.ts';

interface SearchFlags extends LeverFlags, OpeningFlags, RerankFlags {
  readonly minCoverage?: number;
  readonly minScore?: number;
  readonly k: number;
  readonly mode?: SearchMode;
  readonly unit: 'document' | 'passage';
  readonly device: DeviceChoice;
  readonly text?: boolean;
  readonly expand?: number;
  readonly collapse: boolean;
  readonly exact?: boolean;
  readonly explain?: boolean;
  readonly where?: readonly string[];
  readonly block?: readonly string[];
  readonly fields?: boolean;
  readonly instruction?: string;
  readonly context?: string;
  readonly and?: readonly string[];
  readonly budget?: readonly string[];
  readonly format: FoundFormat;
  readonly json?: boolean;
}

export function addSearchCommand(program: Command): void {
  const command = program
    .command('search')
    .summary('search an index once')
    .description('Searches an index from the terminal. The query syntax is that of the API.')
    .argument('<dir>', 'index directory, or opensearch:URL/NAME')
    .argument('<query>', 'what to search; "quoted phrase", -term, site:, intitle:, before:, after:')
    .addOption(new Option('-k, --k <n>', 'hits').default(SEARCH_DEFAULTS.k).argParser(integer(1, MAX_K)))
    .addOption(new Option('--mode <mode>', 'ranking').choices(SEARCH_MODES))
    .addOption(
      new Option('--unit <unit>', 'what a hit is').choices(['document', 'passage']).default(SEARCH_DEFAULTS.unit),
    )
    .option('--text', 'show the text of each hit: of its document, or with --unit passage of its passage')
    .addOption(
      new Option('--expand <n>', 'with --unit passage and --text: its neighbours too, so many on each side').argParser(
        integer(0, MAX_EXPAND),
      ),
    )
    .option('--no-collapse', 'give copies of a text a place each; by default they share the place of the best')
    .addOption(deviceOption('cpu'))
    .option('--exact', 'compare every vector, where the index would search a graph or cells of them')
    .addOption(rerankOption())
    .addOption(rerankDepthOption())
    .addOption(rerankerOption())
    .addOption(
      new Option('--min-coverage <share>', 'no hits where the index covers less of the query').argParser(thousandths),
    )
    .addOption(
      new Option('--min-score <n>', 'end before the first hit of a lower score').argParser(
        integer(0, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addOption(whereOption())
    .addOption(blockOption())
    .option('--fields', 'show the typed fields of each hit')
    .option('--instruction <text>', 'what is to be found, for an encoder whose template of queries has {instruction}')
    .option('--context <text>', 'what led to the query, for one whose template has {context}')
    .addOption(
      optionOfOneCall(
        '--and <dir>',
        'search this index too (DIR or NAME=DIR), and fuse the hits by their ranks; repeatable',
      ).argParser(list),
    )
    .addOption(
      optionOfOneCall('--budget <name=n>', 'with --and: the most hits of an index; repeatable').argParser(list),
    )
    .addOption(importOption())
    .option('--explain', 'show what each leg and each term gave')
    .addOption(
      optionOfOneCall('--format <format>', 'how hits are printed; json: the response of the API')
        .choices(FOUND_FORMATS)
        .default('text')
        .conflicts('json'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', '\nExample:\n  stillweb search data/handbook "what is a posting list" --k 3')
    .action(async (directory: string, query: string, flags: SearchFlags) => {
      // Before the index is read, as the API refuses it before anything else.
      const asked = limitText(query, MAX_QUERY_BYTES, 'query', 'QUERY_TOO_LONG');
      refuseIdleFlag(flags);
      const { and = [], budget = [] } = flags;
      const [met, kept] = [await readWhereFlags(flags.where), await readBlockFilter(flags.block)];
      const filter = met === undefined && kept === undefined ? undefined : { ...met, ...kept };
      if (and.length > 0) {
        await printTogether([directory, ...and], asked, flags, filter);
        return;
      }
      if (budget.length > 0) {
        throw new StillwebError('SETTING_INVALID', '--budget needs --and', { setting: 'budget' });
      }
      const { device, reranker, json, format: named, fields, ...others } = flags;
      const {
        encoderPath: _,
        encoderDevice: __,
        encoderCache: ___,
        vectors: ____,
        where: _____,
        block: ______,
        ...levers
      } = others;
      const asides = { ...(filter !== undefined && { filter }), ...(fields === true && { fields }) };
      const request = completeSearch({ queries: [asked], ...levers, ...asides });
      if (isClusterAddress(directory)) {
        await searchCluster(directory, request, flags);
        return;
      }
      const [{ openSearcher }, { openIndex }, { namedRerankers }] = await Promise.all([
        import('../../library/open-searcher.ts'),
        import('../../store/open.ts'),
        import('../../library/reranker-settings.ts'),
      ]);
      const index = openIndex(directory, { ...openingOf(flags), rerankers: await namedRerankers(reranker) });
      const { searcher, close } = await openSearcher(index, device);
      const [result] = await searcher.search(request);
      const { name, manifest } = searcher.view.index;
      const { printFound } = await import('../found/print-found.ts');
      const format = json === true ? 'json' : named;
      await printFound(format, {
        index: { name, id: manifest.id },
        result,
        remarks: format === 'json' ? [] : await remarksOn(searcher, request, result),
        fusion: { method: manifest.fusion.method, denseWeight: flags.denseShare ?? manifest.fusion.denseWeight },
      });
      await close();
    });
  addOpeningOptions(addLeverOptions(command));
}

async function printTogether(
  directories: readonly string[],
  query: string,
  flags: SearchFlags,
  filter: SearchFilter | undefined,
): Promise<void> {
  const { device, explain, budget = [], json, format } = flags;
  // Each index explains its own scores, and they are joined by ranks; and no GPU is shared.
  for (const [setting, isSet] of Object.entries({ explain: explain === true, device: device !== 'cpu' })) {
    if (isSet) throw new StillwebError('SETTING_INVALID', `--and cannot be combined with --${setting}`, { setting });
  }
  const [{ readBudgets, searchTogether }, { printFound }] = await Promise.all([
    import('../search-together.ts'),
    import('../found/print-found.ts'),
  ]);
  const { k, mode, unit, text, expand, collapse, exact, rerank, rerankDepth, minCoverage, minScore, ...rest } = flags;
  const { requestWords, fuzzy, denseShare, instruction, context, fields, reranker } = rest;
  const asked = {
    ...{ k, mode, unit, text, expand, collapse, exact, rerank, rerankDepth, minCoverage, minScore },
    ...{ requestWords, fuzzy, denseShare, instruction, context },
    // In canonical form, which a body may have too.
    filter: filter as JointSearchOptions['filter'],
    ...(fields === true && { fields }),
    ...(budget.length > 0 && { budgets: readBudgets(budget) }),
  };
  const found = await searchTogether(directories, query, asked, { ...openingOf(flags), rerankers: reranker });
  await printFound(json === true ? 'json' : format, found);
}

/** The same of a generation in a cluster. @throws StillwebError as `openClusterIndex` */
async function searchCluster(address: string, request: SearchRequest, flags: SearchFlags): Promise<void> {
  const [{ openClusterIndex }, { readClusterAddress }, { namedRerankers }, { printFound }] = await Promise.all([
    import('../../cluster/open-cluster-index.ts'),
    import('../../cluster/cluster-address.ts'),
    import('../../library/reranker-settings.ts'),
    import('../found/print-found.ts'),
  ]);
  const { encoderPath: path, encoderDevice, encoderCache: cache } = openingOf(flags);
  const { served, source } = await openClusterIndex(readClusterAddress(address), {
    encoder: { path, device: encoderDevice, cache },
    rerankers: await namedRerankers(flags.reranker),
  });
  try {
    const [result] = await source.pipeline.search(request);
    const { name, id } = served;
    const { method, denseWeight } = source.fusion;
    const fusion = { method, denseWeight: flags.denseShare ?? denseWeight };
    const format = flags.json === true ? 'json' : flags.format;
    await printFound(format, { index: { name, id }, result, remarks: correctionsIn(result), fusion });
  } finally {
    await source.close();
  }
}

/** As the API refuses it, in the words of the command line. @throws StillwebError SETTING_INVALID */
function refuseIdleFlag({ expand = 0, unit, text, ...flags }: SearchFlags): void {
  refuseIdleDepth(flags);
  if (expand === 0 || (unit === 'passage' && text === true)) return;
  const message = '--expand widens the text of a passage and needs --unit passage and --text';
  throw new StillwebError('SETTING_INVALID', message, { setting: 'expand' });
}

/** What is said of the hits, or of there being none; it may ask the index once more. */
async function remarksOn(searcher: Searcher, request: SearchRequest, result: QueryResult): Promise<string[]> {
  if (result.hits.length === 0) {
    const { explainNoHits } = await import('../no-hits.ts');
    return [...correctionsIn(result), ...(await explainNoHits(searcher, request, result))];
  }
  const { describeMissing } = await import('../missing-words.ts');
  const told = [describeDoubt(result), describeMissing(searcher, request, result)];
  return [...correctionsIn(result), ...told.filter((each) => each !== null)];
}

function correctionsIn({ corrections = [] }: QueryResult): string[] {
  return corrections.map(({ from, to }) => `Searched for ${onOneLine(to)} instead of ${onOneLine(from)}.`);
}
