import { type Command, Option } from 'commander';
import { integer } from './values.ts';

/** What a search may change in how an index ranks, as flags. */
export interface LeverFlags {
  readonly requestWords: boolean;
  readonly fuzzy: boolean;
  readonly denseShare?: number;
}

export function addLeverOptions(command: Command): Command {
  return command
    .option('--no-request-words', 'words that only ask, such as how and tell, count as much as others')
    .option('--no-fuzzy', 'search no other word for one that the index does not hold')
    .addOption(
      new Option(
        '--dense-share <percent>',
        'what vectors give of a hybrid score, without effect in other modes; default: as the index says',
      ).argParser(integer(0, 100)),
    );
}
