import type { Command } from 'commander';
import type { CollectionSource } from '../format/collection-source.ts';

/** What the options of a command say of where a collection comes from. */
export interface SaidSource {
  /** On the command line: it wins over a recipe. */
  readonly byFlags: CollectionSource;
  /** In the environment or a file of settings: a recipe wins over it. */
  readonly bySettings: CollectionSource;
}

const OPTIONS = {
  title: 'title',
  collectionVersion: 'version',
  licence: 'licence',
  licenceUrl: 'licenceUrl',
  source: 'source',
} as const satisfies Record<string, keyof CollectionSource>;

export function readSaidSource(command: Command): SaidSource {
  const said: { byFlags: Record<string, unknown>; bySettings: Record<string, unknown> } = {
    byFlags: {},
    bySettings: {},
  };
  for (const [option, member] of Object.entries(OPTIONS)) {
    const value = command.getOptionValue(option) as unknown;
    if (value === undefined) continue;
    said[command.getOptionValueSource(option) === 'cli' ? 'byFlags' : 'bySettings'][member] = value;
  }
  return said as SaidSource;
}
