import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MAX_COUNTED_NAMES } from '../../limits.ts';
import { describeBytes, note, print, printJson, printTable } from '../output.ts';
import { onOneLine } from '../plain-text.ts';
import { counted } from '../progress.ts';
import { applySettings, environmentName, isSecret, isSetting, optionOfOneCall, settingName } from '../settings.ts';
import { integer } from '../values.ts';

/** Names of each kind that `--counts` lists for people, and for programs. */
const MOST_IN_TEXT = 10;
const MOST_IN_DATA = 1000;

import type { Bm25Description } from '../../format/bm25.ts';
import type { Manifest, RankingManifest } from '../../format/manifest.ts';
import type { LanguageCount } from '../../store/language-counts.ts';

/** Languages told in one line; `--json` has all. */
const TOLD_LANGUAGES = 16;

interface InspectFlags {
  readonly settings?: boolean;
  readonly cite?: boolean;
  readonly as: 'text' | 'bibtex' | 'cff';
  readonly recipe?: boolean;
  readonly counts?: boolean;
  readonly top?: number;
  readonly arrow?: string;
  readonly json?: boolean;
  readonly config?: string;
}

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('say what is in an index')
    .description(
      'Counts, sizes, analyzer, encoder, id and provenance of an index, from its manifest, and its languages from the table of them. Reads no other file, but for --counts, --cite and --recipe.',
    )
    .argument('[dir]', 'index directory')
    .option('--settings', 'print instead where each setting of each command comes from')
    .option('--cite', 'print instead how a paper names the index; reads every file once')
    .addOption(
      optionOfOneCall('--as <form>', 'how --cite is written').choices(['text', 'bibtex', 'cff']).default('text'),
    )
    .addOption(optionOfOneCall('--recipe', 'print instead the recipe that builds the index again'))
    .addOption(
      optionOfOneCall(
        '--counts',
        'print instead what is in it, by source, host, language, year and field; reads every document once',
      ),
    )
    .addOption(
      optionOfOneCall(
        '--top <n>',
        'names of each kind that --counts lists (default: 10, and 1000 with --json or --arrow)',
      ).argParser(integer(1, MAX_COUNTED_NAMES)),
    )
    .addOption(optionOfOneCall('--arrow <file>', 'write the counts as a table of Apache Arrow into this file'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb inspect data/handbook --json')
    .action(async (directory: string | undefined, flags: InspectFlags, command: Command) => {
      if (flags.settings) printSettings(program, flags);
      else if (directory === undefined) command.error("error: missing required argument 'dir'");
      else if (flags.cite) await citeIndex(directory, flags);
      else if (flags.recipe) await printRecipe(directory);
      else if (flags.counts || flags.arrow !== undefined) await countIndex(directory, flags);
      else await inspectIndex(directory, flags.json === true);
    });
}

async function citeIndex(directory: string, { as, json }: InspectFlags): Promise<void> {
  const { describeCitation, writeCitation } = await import('../../store/citation.ts');
  const citation = describeCitation(resolve(directory));
  if (json) printJson(citation);
  else for (const line of writeCitation(citation, as).split('\n')) print(line);
}

async function printRecipe(directory: string): Promise<void> {
  const [{ recordedRecipe }, { readManifest }] = await Promise.all([
    import('../../../indexer/recipe/recorded-recipe.ts'),
    import('../../store/open.ts'),
  ]);
  const { current, manifest } = readManifest(resolve(directory));
  const { recipe, folder } = recordedRecipe(resolve(directory), current, manifest);
  for (const line of JSON.stringify(recipe, null, 2).split('\n')) print(line);
  if (folder !== null) note(`inputs   they are relative to ${folder}`);
}

async function countIndex(directory: string, { top, arrow, json }: InspectFlags): Promise<void> {
  const [{ countIndex: countAll }, { Progress }] = await Promise.all([
    import('../counts/count-index.ts'),
    import('../progress.ts'),
  ]);
  const progress = new Progress(json === true);
  const most = top ?? (json || arrow !== undefined ? MOST_IN_DATA : MOST_IN_TEXT);
  const counts = await countAll(resolve(directory), most, (done, total) =>
    progress.update({ stage: 'counting', count: done, unit: 'documents', done, total }),
  );
  progress.finish();
  if (arrow !== undefined) {
    const [{ countsTable }, { replaceDurably }] = await Promise.all([
      import('../counts/counts-table.ts'),
      import('../../store/durable.ts'),
    ]);
    const table = countsTable(counts);
    replaceDurably(resolve(arrow), table);
    note(`${describeBytes(table.length)} in ${arrow}`);
  }
  if (json) printJson(counts);
  else if (arrow === undefined) {
    const { describeCounts } = await import('../counts/counts-report.ts');
    for (const line of describeCounts(counts)) print(line);
  }
}

async function inspectIndex(directory: string, isJson: boolean): Promise<void> {
  const [
    { readManifest },
    { defaultName },
    { listGenerations },
    { describeGeneration },
    { countLanguages },
    { rankingNameOf },
    { describeBlocked },
  ] = await Promise.all([
    import('../../store/open.ts'),
    import('../../store/layout.ts'),
    import('../../store/prune.ts'),
    import('../describe-generation.ts'),
    import('../../store/language-counts.ts'),
    import('../../format/bm25.ts'),
    import('../describe-blocked.ts'),
  ]);
  const { current, folder, manifest } = readManifest(resolve(directory));
  const name = current.name ?? defaultName(resolve(directory));
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { golden, probes, ...rest } = manifest;
  const generations = listGenerations(directory);
  const languages = countLanguages(folder, manifest);
  if (isJson) {
    const { generation } = current;
    const counted = { golden: golden.length, probes: probes.length, languages, generations };
    printJson({ name, generation, bytes, ...rest, ...counted });
    return;
  }
  const { counts, analyzer, encoder, fusion } = manifest;
  const most = fusion.denseWeight + (fusion.uncoveredWeight ?? 0);
  const share = most === fusion.denseWeight ? `${most}` : `${fusion.denseWeight} … ${most}`;
  const fused = `${fusion.method}, dense ${share} %, depth ${fusion.depth}`;
  printTable([
    ['index', `${name}@${manifest.id}`],
    ...sourceRows(manifest.provenance),
    ['generation', current.generation],
    ['engine', manifest.engine],
    ['documents', counts.documents],
    ['passages', `${counts.passages} (${manifest.passages}) in ${counted(counts.shards.length, 'shard')}`],
    ['terms', counts.terms],
    ['postings', `${counts.postings}, ${manifest.postings}`],
    ['tokens', counts.tokens],
    ['links', counts.links],
    [
      'repeated texts',
      `${counted(counts.repeatedDocuments, 'document')}, ${counted(counts.repeatedPassages, 'passage')}`,
    ],
    ...describeCopies(manifest),
    ['languages', describeLanguages(languages)],
    ...(manifest.fields ?? []).map(({ name, type, documents, values }): [string, string] => [
      `field ${name}`,
      `${type}, ${counted(documents, 'document')}, ${counted(values, 'value')}`,
    ]),
    ['analyzer', `${analyzer.name} ${analyzer.version}, Unicode ${analyzer.unicode}`],
    ['ranking', rankingNameOf(manifest.ranking)],
    manifest.bm25 === undefined
      ? ['impacts', describeImpacts(manifest.impacts)]
      : ['BM25', describeFormula(manifest.bm25)],
    [
      'encoder',
      encoder === null
        ? 'none'
        : `${encoder.name}, ${encoder.dimensions} dimensions, ${encoder.fingerprint.slice(0, 16)}`,
    ],
    ['nearest', describeNearest(manifest)],
    ['fusion', encoder === null ? 'none' : fused],
    ['versions', `format ${manifest.format}, ranking ${manifest.ranking}; built by ${manifest.provenance.software}`],
    ['HTML', manifest.provenance.html ?? 'all'],
    ['skipped', manifest.provenance.skipped],
    ['shared addresses', manifest.provenance.sharedAddresses ?? 0],
    ...describeBlocked(manifest),
    ['size', describeBytes(bytes)],
  ]);
  for (const file of manifest.files) {
    print(`  ${file.sha256.slice(0, 16)}  ${describeBytes(file.bytes).padStart(9)}  ${file.name}`);
  }
  if (generations.length > 1) print(`${generations.length} generations:`);
  for (const generation of generations.length > 1 ? generations : []) print(`  ${describeGeneration(generation)}`);
}

function sourceRows({ collection = {}, recipe }: Manifest['provenance']): [string, string][] {
  const { title, version, licence, licenceUrl, source } = collection;
  const rows: [string, string | undefined][] = [
    ['title', title],
    ['version', version],
    ['licence', licenceUrl === undefined ? licence : [licence, licenceUrl].filter(Boolean).join(', ')],
    ['source', source],
    ['recipe', recipe && `${recipe.name}, ${recipe.sha256.slice(0, 16)}`],
  ];
  return rows.flatMap(([label, value]): [string, string][] => (value === undefined ? [] : [[label, onOneLine(value)]]));
}

/** What was looked for besides identical texts. */
function describeCopies({ nearDuplicates, provenance }: Manifest): [string, string][] {
  const rows: [string, string][] = [];
  if (nearDuplicates !== undefined) {
    const { documents, percent, shingle } = nearDuplicates;
    rows.push(['near copies', `${counted(documents, 'document')}, from ${percent} % of runs of ${shingle} words on`]);
  }
  if (provenance.dropped !== undefined) {
    const { documents, percent } = provenance.dropped;
    rows.push(['copies left out', `${documents}, ${percent === undefined ? 'identical' : `from ${percent} % on`}`]);
  }
  return rows;
}

/** `en 4565 (4565 found by the text), de 2, none 31`. */
function describeLanguages(counts: readonly LanguageCount[]): string {
  const told = counts.slice(0, TOLD_LANGUAGES).map(({ language, documents, detected }) => {
    const found = detected === 0 ? '' : detected === documents ? ' by the text' : ` (${detected} by the text)`;
    return `${language ?? 'none'} ${documents}${found}`;
  });
  const rest = counts.length - told.length;
  return `${told.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

/** `by cells, until 64 in a row have none of the nearest; 768 vectors of each shard compared; 1985 of 2000 nearest found`. */
function describeNearest({ encoder, graph, cells }: Manifest): string {
  if (encoder === null) return 'none';
  if (cells !== undefined) {
    const { patience, candidates, recall } = cells;
    const found = `${recall.found} of ${recall.of} nearest found`;
    return `by cells, until ${patience} in a row have none of the nearest; ${candidates} vectors of each shard compared; ${found}`;
  }
  if (graph === undefined) return 'every vector is compared';
  return `by a graph, ef ${graph.ef}; ${graph.recall.found} of ${graph.recall.of} nearest found`;
}

function describeImpacts(impacts: RankingManifest['impacts']): string {
  const { scale = 1, queryTokens = 'words', queryWeights } = impacts ?? {};
  const weights =
    queryWeights === undefined ? 'queries unweighted' : `queries weighed by ${queryWeights.tokens} tokens`;
  return `given, × ${scale}; ${weights}, cut into ${queryTokens}`;
}

function describeFormula({ k1, b, title, lead }: Bm25Description): string {
  const parts = [`k1 ${k1}, b ${b}`];
  if (title !== undefined) parts.push(`title × ${title.weight} with b ${title.b}`);
  if (lead !== undefined) parts.push(`first passages × ${lead.join('/')}`);
  return parts.join('; ');
}

function printSettings(program: Command, { config, json }: InspectFlags): void {
  const rows: { command: string; setting: string; value: unknown; source: string }[] = [];
  for (const command of program.commands) {
    applySettings(command, config);
    for (const option of command.options.filter(isSetting)) {
      const given = command.getOptionValue(option.attributeName()) as unknown;
      const value = given !== undefined && isSecret(option) ? 'given' : given;
      const source = command.getOptionValueSource(option.attributeName()) ?? 'unset';
      const place = source === 'env' ? environmentName(option) : source;
      rows.push({ command: command.name(), setting: settingName(option), value: value ?? null, source: place });
    }
  }
  if (json === true) printJson(rows);
  else
    for (const row of rows)
      print(`${row.command.padEnd(8)} ${row.setting.padEnd(16)} ${JSON.stringify(row.value).padEnd(20)} ${row.source}`);
}
