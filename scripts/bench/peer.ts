import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeError, StillwebError } from '../../src/errors.ts';
import { indexForPeer, queryAsPeer } from './lexical-peer.ts';

/**
 * This engine behind the two commands of a harness that measures search engines side by side:
 *
 *   node dist/scripts/bench/peer.js index --corpus corpus.jsonl --index DIR [--encoder none|static] [any flag of `stillweb index`]
 *   node dist/scripts/bench/peer.js query --index DIR --queries queries.jsonl --k K --warm W --passes P --out RAW.json
 *   node dist/scripts/bench/peer.js dense --vectors DIR --index DIR2 --threads N --out RAW.json
 *
 * The last line of standard output is a JSON object with `version` and `docs`.
 */
const USAGE_EXIT = 2;
const COMMANDS: Readonly<Record<string, (argv: string[]) => Promise<void>>> = {
  index: indexForPeer,
  query: queryAsPeer,
  dense: runDense,
};

async function runDense(argv: string[]): Promise<void> {
  // A name that no compiler follows: the dense half may be absent from a checkout.
  const file = new URL('./dense-peer.js', import.meta.url);
  if (!existsSync(fileURLToPath(file))) throw new TypeError('dense: this checkout has no scripts/bench/dense-peer.ts');
  const half = (await import(file.href)) as { runDense(argv: string[]): Promise<void> };
  await half.runDense(argv);
}

const [name = '', ...argv] = process.argv.slice(2);
try {
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new TypeError(`${JSON.stringify(name)} is no command: ${Object.keys(COMMANDS).join(', ')}`);
  }
  await COMMANDS[name](argv);
} catch (error) {
  const isKnown = error instanceof StillwebError;
  const isUsage = error instanceof TypeError;
  process.stderr.write(
    `peer.js: ${isKnown ? describeError(error) : isUsage ? error.message : (error as Error).stack}\n`,
  );
  process.exitCode = isUsage ? USAGE_EXIT : 1;
}
