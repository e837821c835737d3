import { DEFAULT_RANKING, type RankingName } from '../contract/ranking-name.ts';
import { StillwebError } from '../errors.ts';
import type { RankingManifest } from '../format/manifest.ts';
import { Registry } from '../registry.ts';
import type { IndexView } from '../store/index-view.ts';
import type { Engine, EngineLegs } from './engine.ts';
import { HNSWLIB } from './engines/hnswlib.ts';
import { STILLWEB } from './engines/stillweb.ts';
import { WINK } from './engines/wink.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';

/** The engines that this thread knows, by name. */
const engines = new Registry<Engine>('engine', [STILLWEB, WINK, HNSWLIB]);

/** @throws TypeError when another engine has the name */
export function registerEngine(engine: Engine): void {
  engines.add(engine);
}

export function engineNames(): string[] {
  return engines.names;
}

/** The engine that a setting names. @throws StillwebError UNSUPPORTED when there is none */
export function namedEngine(name: string): Engine {
  const engine = engines.find(name);
  if (engine !== undefined) return engine;
  throw new StillwebError('UNSUPPORTED', `there is no engine ${name}`, { engine: name, supported: engines.names });
}

/**
 * The ranking that an index is built for.
 *
 * @param asked undefined: what the engine does by default
 * @throws StillwebError UNSUPPORTED where the engine cannot keep what was asked for
 */
export function rankingFor({ name, rankings }: Engine, asked: RankingName | undefined): RankingName {
  if (asked === undefined) return rankings.includes(DEFAULT_RANKING) ? DEFAULT_RANKING : rankings[0];
  if (rankings.includes(asked)) return asked;
  const message = `engine ${name} cannot keep ranking ${asked}: leave it out, or ask for ${rankings.join(' or ')}`;
  throw new StillwebError('UNSUPPORTED', message, { engine: name, ranking: asked, supported: rankings });
}

/** The engine of an index. @throws StillwebError ENGINE_MISSING when no module of this thread has registered it */
export function engineOf({ engine: name }: Pick<RankingManifest, 'engine'>): Engine {
  const engine = engines.find(name);
  if (engine !== undefined) return engine;
  const facts = { engine: name, known: engines.names };
  throw new StillwebError(
    'ENGINE_MISSING',
    `the index is of engine ${name}, which no module here has registered`,
    facts,
  );
}

/**
 * The retrievers of an index, by the engine that its manifest names.
 *
 * @param mailbox to the GPU that holds the vectors; null to compare them on the CPU, with the same answers
 * @throws StillwebError ENGINE_MISSING, INDEX_CORRUPT
 */
export async function openRetrievers(view: IndexView, mailbox: GpuMailbox | null = null): Promise<EngineLegs> {
  return engineOf(view.index.manifest).open(view, mailbox);
}

/** Whether the dense leg is the exact scan, which a GPU can take over without changing a ranking. */
export function comparesEveryVector(
  manifest: Pick<RankingManifest, 'engine' | 'encoder' | 'graph' | 'cells'>,
): boolean {
  const { encoder, graph, cells } = manifest;
  return encoder !== null && graph === undefined && cells === undefined && engineOf(manifest).comparesEveryVector;
}
