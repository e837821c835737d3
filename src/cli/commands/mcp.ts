import type { Command } from 'commander';
import { addOpeningOptions, type OpeningFlags, openingOf } from '../device.ts';
import { importOption } from '../import-option.ts';
import {
  type RerankFlags,
  refuseIdleDepth,
  rerankDepthOption,
  rerankerOption,
  rerankOption,
} from '../lever-options.ts';
import { mcpToolsOption } from '../mcp-tools-option.ts';
import { note } from '../output.ts';

interface McpFlags extends OpeningFlags, RerankFlags {
  readonly tools: string;
  readonly import?: string[];
  readonly trace?: string;
  readonly experiment?: string;
}

export function addMcpCommand(program: Command): void {
  const command = program
    .command('mcp')
    .summary('serve an index to an MCP host over standard input and output')
    .description(
      'Speaks the Model Context Protocol on standard input and output, for hosts that start a program for each server. It ends with its input. What is to be said beside goes to standard error. Over HTTP, stillweb serve has it at /mcp.',
    )
    .argument('<dir>', 'index directory, or opensearch:URL/NAME of a cluster')
    .addOption(mcpToolsOption('--tools <set>', 'tools that are offered'))
    .addOption(rerankOption())
    .addOption(rerankDepthOption())
    .addOption(rerankerOption())
    .addOption(importOption())
    .option(
      '--trace <file>',
      'record every call in this file, as JSON Lines; one that is there is gone on with. When the input ends, FILE.arrow has the calls as a table',
    )
    .option(
      '--experiment <file>',
      'do to calls what this file declares: masks, perturbations, policies of sessions; YAML or JSON',
    )
    .addHelpText('after', '\nExample:\n  claude mcp add handbook -- stillweb mcp data/handbook')
    .action(async (directory: string, flags: McpFlags) => {
      refuseIdleDepth(flags);
      const { rerank, rerankDepth, reranker: rerankers } = flags;
      if (rerank !== undefined) await checkReranker(rerank, rerankers);
      const [{ findToolSet }, { openIndex }, { serveMcpStdio }] = await Promise.all([
        import('../../mcp/tool-sets.ts'),
        import('../../library/open-index.ts'),
        import('../../mcp/stdio.ts'),
      ]);
      const index = await openIndex(directory, {
        modules: flags.import ?? [],
        trace: flags.trace,
        experiment: flags.experiment,
        onNote: note,
        rerankers,
        ...openingOf(flags),
      });
      try {
        const ranking = rerank === undefined ? {} : { rerank, ...(rerankDepth !== undefined && { rerankDepth }) };
        note(`serving ${index.name}@${index.id} over standard input and output`);
        await serveMcpStdio(index.service, { tools: findToolSet(flags.tools), onBug: noteBug, ranking });
      } finally {
        await index.close();
      }
    });
  addOpeningOptions(command);
}

/** Before a host is told that the server is there. @throws StillwebError UNSUPPORTED */
async function checkReranker(name: string, specs: readonly string[] | undefined): Promise<void> {
  const [{ namedRerankers }, { findReranker }] = await Promise.all([
    import('../../library/reranker-settings.ts'),
    import('../../retrieval/rerankers.ts'),
  ]);
  const named = await namedRerankers(specs);
  if (!named.some(({ description }) => description.name === name)) findReranker(name);
}

function noteBug(error: unknown): void {
  note(`a bug in stillweb: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
