import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mkdtempSync, rmSync } from '../src/store/file-system.ts';
import { ChangeSource } from './change/change-source.ts';
import type { CollectionChange } from './change/collection-change.ts';
import { type CheckedSettings, checkSettings } from './check-settings.ts';
import { settleGiven } from './given-settings.ts';
import { type DocumentsRead, type ReadingOptions, readDocuments } from './read-documents.ts';
import type { PassagePolicy } from './segment/passage.ts';
import { cutPassages } from './segment/segment.ts';

/** What a dry run takes of the options of a build. */
export interface PlanOptions extends CheckedSettings, Omit<ReadingOptions, 'scratch'> {
  readonly passages: PassagePolicy;
  readonly change?: CollectionChange;
}

/** What a build would hold. */
export interface BuildPlan extends Omit<DocumentsRead, 'catalogue'> {
  readonly documents: number;
  readonly passages: number;
  readonly characters: number;
  /** Links as the source gives them, resolved or not. */
  readonly links: number;
}

/**
 * Reads the whole input as a build would, counts, and writes nothing.
 * @throws StillwebError what a build would throw for these settings and this input; no fault of the index directory
 */
export async function planBuild(asked: PlanOptions): Promise<BuildPlan> {
  const options = settleGiven(asked);
  await checkSettings(options);
  const { change, ranking } = options;
  const source = change === undefined ? null : await ChangeSource.open(resolve(options.directory), change);
  const scratch = mkdtempSync(join(tmpdir(), 'stillweb-'));
  try {
    const open = source === null ? undefined : () => source.openCollection(options, scratch);
    return await planFrom({
      ...options,
      takesImpacts: ranking === 'impacts',
      scratch,
      ...(open !== undefined && { open }),
    });
  } finally {
    source?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function planFrom(options: PlanOptions & ReadingOptions): Promise<BuildPlan> {
  let passages = 0;
  let characters = 0;
  let links = 0;
  const { catalogue, ...counts } = await readDocuments(options, ({ document }) => {
    passages += cutPassages(document.text, options.passages).length;
    characters += document.text.length;
    links += document.links?.length ?? 0;
    return undefined;
  });
  return { documents: catalogue.ids.size, passages, characters, links, ...counts };
}
