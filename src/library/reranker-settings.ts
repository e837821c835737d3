import type { NamedReranker } from '../contract/reranker-description.ts';
import { StillwebError } from '../errors.ts';

/**
 * The rerankers of an option, before their models are loaded. What reads the folders of models is loaded where there are any.
 *
 * @param specs `cross-encoder:FOLDER` or `NAME=cross-encoder:FOLDER` @throws StillwebError as `describeRerankers`
 */
export async function namedRerankers(specs: readonly string[] = []): Promise<NamedReranker[]> {
  if (!Array.isArray(specs) || !specs.every((spec) => typeof spec === 'string')) {
    throw new StillwebError('SETTING_INVALID', 'rerankers is a list of settings, such as cross-encoder:FOLDER', {
      setting: 'rerankers',
    });
  }
  if (specs.length === 0) return [];
  const { describeRerankers } = await import('../retrieval/named-rerankers.ts');
  return await describeRerankers(specs);
}
