import { basename } from 'node:path';
import type { Measure } from '../evaluation/measure-names.ts';
import type { Metadata } from '../evaluation/run-metadata.ts';
import type { RankOptions } from '../retrieval/search-pipeline.ts';
import type { OpenIndex } from '../store/open.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import { leverNames } from './lever-names.ts';

/** How the topics were searched. */
export type AskedRanking = RankOptions & Required<Pick<RankOptions, 'mode' | 'k' | 'syntax'>>;

/** Names a run after what ranked it: `stillweb-hybrid-no-fuzzy-dense-share-30`. */
export function tagOf({ mode, rerank, rerankDepth, ...levers }: AskedRanking): string {
  const names = leverNames(levers).map((name) => name.replaceAll(' ', '-'));
  return ['stillweb', mode, ...(rerank === undefined ? [] : [nameOf(rerank, rerankDepth)]), ...names].join('-');
}

/** `graph`, or `graph-300` where it was given other than its usual depth. */
function nameOf(rerank: string, depth: number | undefined): string {
  return depth === undefined ? rerank : `${rerank}-${depth}`;
}

/**
 * How a run was made, for the head of its file. Files are named without their folders, and what a person or a machine is called stands
 * nowhere: whoever makes the run again, with the same version on the same platform, writes the same head.
 */
export function describeRun(
  { name, manifest }: Pick<OpenIndex, 'name' | 'manifest'>,
  asked: AskedRanking,
  files: { readonly topics: string; readonly qrels: string },
  measures: readonly Measure[],
): Metadata {
  const { analyzer, provenance } = manifest;
  return {
    platform: {
      hardware: { cpu: { architecture: process.arch } },
      'operating system': { kernel: process.platform },
      software: { libraries: { node: process.version, stillweb: SOFTWARE_VERSION } },
    },
    'research goal': { evaluation: { 'reported measures': measures.map((measure) => measure.name) } },
    implementation: {
      executable: { cmd: commandOf(name, asked, files) },
      source: { lang: ['TypeScript', 'AssemblyScript'] },
    },
    method: {
      automatic: true,
      'score ties': 'earlier passage of the collection first; scores of the run lowered until they fall strictly',
      indexing: { tokenizer: `stillweb ${analyzer.name} ${analyzer.version}, Unicode ${analyzer.unicode}` },
      retrieval: stagesOf(manifest, asked),
    },
    data: {
      'test collection': {
        name: provenance.collection?.title ?? name,
        source: provenance.collection?.source,
        topics: basename(files.topics),
        qrels: basename(files.qrels),
      },
      other: [{ name: `index ${name}`, source: manifest.id }],
    },
  };
}

function stagesOf({ bm25, encoder, fusion, ranking }: OpenIndex['manifest'], asked: AskedRanking): Metadata[] {
  const { mode, k, rerank, rerankDepth, denseShare } = asked;
  const lexical: Metadata = { name: 'bm25', method: `stillweb ranking ${ranking}`, k1: bm25?.k1, b: bm25?.b };
  const dense: Metadata = { name: 'dense', method: encoder?.name, fingerprint: encoder?.fingerprint };
  const fused: Metadata = {
    name: 'hybrid',
    method: fusion.method,
    weight: (denseShare ?? fusion.denseWeight) / 100,
    interpolates: ['bm25', 'dense'],
  };
  const first = { bm25: [lexical], dense: [dense], hybrid: [lexical, dense, fused] }[mode];
  if (rerank === undefined) return [...first, { name: 'cut', depth: k }];
  return [
    ...first,
    { name: rerank, method: rerank, rerankCutoff: rerankDepth, reranks: mode },
    { name: 'cut', depth: k },
  ];
}

/** As it could be typed again; what questions are obfuscated with is no part of it. */
function commandOf(
  name: string,
  { mode, k, syntax, rerank, rerankDepth, ...levers }: AskedRanking,
  { topics, qrels }: { readonly topics: string; readonly qrels: string },
): string {
  const words = ['stillweb', 'eval', name, '--topics', basename(topics), '--qrels', basename(qrels)];
  words.push('--mode', mode, '--k', String(k), '--syntax', syntax);
  if (rerank !== undefined) words.push('--rerank', rerank);
  if (rerankDepth !== undefined) words.push('--rerank-depth', String(rerankDepth));
  words.push(...leverNames(levers).map((lever) => `--${lever}`));
  return words.join(' ');
}
