import { type Command, Option } from 'commander';
import type { ClusterSimilarity } from '../../cluster/cluster-layout.ts';
import { print, printJson } from '../output.ts';
import { counted, Progress } from '../progress.ts';
import { integer } from '../values.ts';

interface PushFlags {
  readonly shards: number;
  readonly replicas: number;
  readonly similarity?: ClusterSimilarity;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function addPushCommand(program: Command): void {
  program
    .command('push')
    .summary('load a generation into an OpenSearch cluster')
    .description(
      'Loads the current generation of an index into a cluster of OpenSearch 2.12 or later, where stillweb serve answers from it with the same rankings and the same index id. It may be interrupted and called again. The account is that of STILLWEB_OPENSEARCH_USER and STILLWEB_OPENSEARCH_PASSWORD.',
    )
    .argument('<dir>', 'index directory')
    .argument('<address>', 'opensearch:URL or opensearch:URL/NAME; NAME is that of the index where none is given')
    .option('--shards <n>', 'shards of the index of the cluster', integer(1, 1024), 1)
    .option('--replicas <n>', 'copies of each shard beside it', integer(0, 16), 1)
    .addOption(
      new Option(
        '--similarity <kind>',
        'what scores in the cluster, with the same scores: a script, or the plugin of stillweb, which every node must have (default: script)',
      ).choices(['plugin', 'script'] satisfies ClusterSimilarity[]),
    )
    .option('--quiet', 'no progress')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  stillweb push data/handbook opensearch:http://127.0.0.1:9200/handbook --shards 3',
    )
    .action(
      async (
        directory: string,
        address: string,
        { shards, replicas, similarity, quiet = false, json = false }: PushFlags,
      ) => {
        const [{ readClusterAddress }, { Cluster }, { pushIndex }, { openIndex }] = await Promise.all([
          import('../../cluster/cluster-address.ts'),
          import('../../cluster/cluster.ts'),
          import('../../cluster/push/push-index.ts'),
          import('../../store/open.ts'),
        ]);
        const { nodes, alias } = readClusterAddress(address);
        // What is wrong here is told whether or not a cluster answers.
        const opened = openIndex(directory);
        const cluster = await Cluster.open(nodes);
        const progress = new Progress(quiet);
        try {
          const pushed = await pushIndex(cluster, opened, alias, {
            shards,
            replicas,
            similarity,
            onProgress: ({ stage, done, total }) =>
              progress.update({
                stage: stage === 'checking' ? stage : 'pushing',
                count: done,
                unit: stage,
                done,
                total,
              }),
          });
          const seconds = progress.finish();
          if (json) {
            printJson(pushed);
            return;
          }
          const { index, id, documents, passages, terms, kept, replaced } = pushed;
          print(
            `index ${id}: ${counted(documents, 'document')}, ${counted(passages, 'passage')}, ${counted(terms, 'term')} in ${seconds.toFixed(1)} s`,
          );
          if (kept > 0) print(`${counted(kept, 'entry', 'entries')} were there already`);
          print(`it is ${index} of the cluster, scored by its ${pushed.similarity}, and ${pushed.alias} leads to it`);
          for (const old of replaced) print(`nothing leads to ${old} any more; delete it when nobody serves it`);
          print(`serve it: stillweb serve opensearch:${nodes.join(',')}/${pushed.alias}`);
        } finally {
          progress.finish();
          await cluster.close();
        }
      },
    );
}
