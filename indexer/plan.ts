import { StillwebError } from '../src/errors.ts';
import type { BuildOptions } from './build.ts';
import { Catalogue } from './catalogue.ts';
import type { Problem } from './ingest/collection.ts';
import { openCollection } from './ingest/readers.ts';
import { cutPassages } from './segment/segment.ts';

/** What a build would hold. */
export interface BuildPlan {
  readonly documents: number;
  readonly passages: number;
  readonly characters: number;
  /** Links as the source gives them, resolved or not. */
  readonly links: number;
  readonly skipped: number;
}

/** Reads the whole input as a build would, counts, and writes nothing. @throws what reading throws */
export async function planBuild(options: BuildOptions): Promise<BuildPlan> {
  const collection = await openCollection([...options.inputs], { format: options.format });
  const catalogue = new Catalogue();
  const plan = { documents: 0, passages: 0, characters: 0, links: 0, skipped: 0 };
  const onProblem = (problem: Problem) => {
    if (options.onError === 'stop') throw problem.error;
    plan.skipped++;
    options.onProblem?.(problem);
  };
  for await (const collected of collection.read({ fields: options.fields, onProblem })) {
    try {
      catalogue.add(collected);
    } catch (error) {
      if (!(error instanceof StillwebError)) throw error;
      onProblem({ code: error.code, location: collected.location, error });
      continue;
    }
    const { text, links } = collected.document;
    plan.documents++;
    plan.passages += cutPassages(text, options.passages).length;
    plan.characters += text.length;
    plan.links += links?.length ?? 0;
    options.onProgress?.({
      stage: 'reading',
      documents: plan.documents,
      bytes: collected.bytesRead,
      totalBytes: collection.totalBytes,
    });
  }
  return plan;
}
