import type { Command } from 'commander';
import { MAX_DEPTH } from '../../limits.ts';
import type { StabilityFlags } from '../run-stability.ts';
import { optionOfOneCall } from '../settings.ts';
import { fraction, integer } from '../values.ts';

export function addStabilityCommand(program: Command): void {
  program
    .command('stability')
    .summary('tell how far rankings stay the same under perturbations, from traces')
    .description(
      'Compares the traces of servers that were asked the same calls under different perturbations. Of each variant beside the first trace: overlap, rank-biased overlap, Kendall’s tau, the same first hit, ranks moved, documents gone and come. And of the variants among each other. A call is known by its session, its step and its query.',
    )
    .argument('<baseline>', 'trace of the calls, such as that without a perturbation')
    .argument('<variants...>', 'traces of the same calls')
    .addOption(optionOfOneCall('-k, --k <n>', 'places compared').default(100).argParser(integer(1, MAX_DEPTH)))
    .addOption(
      optionOfOneCall('--persistence <p>', 'of RBO: how much the weight of a rank is of the one before')
        .default(0.9)
        .argParser(fraction),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  stillweb stability plain.jsonl spelling-100.jsonl spelling-300.jsonl -k 10')
    .action(async (baseline: string, variants: readonly string[], flags: StabilityFlags) => {
      const { runStability } = await import('../run-stability.ts');
      await runStability(baseline, variants, flags);
    });
}
