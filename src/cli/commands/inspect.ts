import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Bm25Description, rankingNameOf } from '../../format/bm25.ts';
import type { RankingManifest } from '../../format/manifest.ts';
import { describeBytes, print, printJson, printTable } from '../output.ts';
import { applySettings, environmentName, isSetting, settingName } from '../settings.ts';

interface InspectFlags {
  readonly settings?: boolean;
  readonly cite?: boolean;
  readonly json?: boolean;
  readonly config?: string;
}

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('say what is in an index')
    .description(
      'Counts, sizes, analyzer, encoder, id and provenance of an index, from its manifest. Reads no other file.',
    )
    .argument('[dir]', 'index directory')
    .option('--settings', 'print instead where each setting of each command comes from')
    .option('--cite', 'print instead how a paper names the index; reads every file once')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb inspect data/handbook --json')
    .action(async (directory: string | undefined, flags: InspectFlags, command: Command) => {
      if (flags.settings) printSettings(program, flags);
      else if (directory === undefined) command.error("error: missing required argument 'dir'");
      else if (flags.cite) await citeIndex(directory, flags.json === true);
      else await inspectIndex(directory, flags.json === true);
    });
}

async function citeIndex(directory: string, isJson: boolean): Promise<void> {
  const { describeCitation } = await import('../citation.ts');
  const { facts, text } = describeCitation(resolve(directory));
  if (isJson) printJson(facts);
  else print(text);
}

async function inspectIndex(directory: string, isJson: boolean): Promise<void> {
  const [{ readManifest }, { defaultName }, { listGenerations }, { describeGeneration }] = await Promise.all([
    import('../../store/open.ts'),
    import('../../store/publish.ts'),
    import('../../store/prune.ts'),
    import('../describe-generation.ts'),
  ]);
  const { current, manifest } = readManifest(resolve(directory));
  const name = current.name ?? defaultName(resolve(directory));
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { golden, probes, ...rest } = manifest;
  const generations = listGenerations(directory);
  if (isJson) {
    const { generation } = current;
    printJson({ name, generation, bytes, ...rest, golden: golden.length, probes: probes.length, generations });
    return;
  }
  const { counts, analyzer, encoder, fusion } = manifest;
  const most = fusion.denseWeight + (fusion.uncoveredWeight ?? 0);
  const share = most === fusion.denseWeight ? `${most}` : `${fusion.denseWeight} … ${most}`;
  const fused = `${fusion.method}, dense ${share} %, depth ${fusion.depth}`;
  printTable([
    ['index', `${name}@${manifest.id}`],
    ['generation', current.generation],
    ['engine', manifest.engine],
    ['documents', counts.documents],
    ['passages', `${counts.passages} (${manifest.passages}) in ${counts.shards.length} shards`],
    ['terms', counts.terms],
    ['postings', `${counts.postings}, ${manifest.postings}`],
    ['tokens', counts.tokens],
    ['links', counts.links],
    ['repeated texts', `${counts.repeatedDocuments} documents, ${counts.repeatedPassages} passages`],
    ...(manifest.fields ?? []).map(({ name, type, documents, values }): [string, string] => [
      `field ${name}`,
      `${type}, ${documents} documents, ${values} values`,
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
    ['fusion', encoder === null ? 'none' : fused],
    ['versions', `format ${manifest.format}, ranking ${manifest.ranking}; built by ${manifest.provenance.software}`],
    ['HTML', manifest.provenance.html ?? 'all'],
    ['skipped', manifest.provenance.skipped],
    ['shared addresses', manifest.provenance.sharedAddresses ?? 0],
    ['size', describeBytes(bytes)],
  ]);
  for (const file of manifest.files) {
    print(`  ${file.sha256.slice(0, 16)}  ${describeBytes(file.bytes).padStart(9)}  ${file.name}`);
  }
  if (generations.length > 1) print(`${generations.length} generations:`);
  for (const generation of generations.length > 1 ? generations : []) print(`  ${describeGeneration(generation)}`);
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
      const value = command.getOptionValue(option.attributeName()) as unknown;
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
