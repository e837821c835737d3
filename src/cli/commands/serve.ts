import { type Command, Option } from 'commander';
import { usualWorkers } from '../../library/usual-workers.ts';
import { MAX_WAIT_MS, SEARCH_DEADLINE_MS } from '../../limits.ts';
import type { DeviceChoice } from '../../retrieval/gpu/device-choice.ts';
import { addOpeningOptions, describeDevice, deviceOption, type OpeningFlags, openingOf } from '../device.ts';
import { importOption } from '../import-option.ts';
import { type RerankerFlags, rerankerOption } from '../lever-options.ts';
import { mcpToolsOption } from '../mcp-tools-option.ts';
import { note, print, printJson } from '../output.ts';
import { ensureSample, SAMPLE_DIRECTORY } from '../sample.ts';
import { optionOfOneCall } from '../settings.ts';
import { readToken } from '../token-file.ts';
import { integer, list } from '../values.ts';

interface ServeFlags extends OpeningFlags, RerankerFlags {
  readonly port: number;
  readonly host: string;
  readonly tokenFile?: string;
  readonly allowHost?: string[];
  readonly allowOrigin?: string[];
  readonly workers: number;
  readonly device: DeviceChoice;
  readonly deadline: number;
  readonly maxWait: number;
  readonly drainDelay: number;
  readonly log: 'json' | 'off';
  readonly watch: boolean;
  readonly mcpTools: string;
  readonly import?: string[];
  readonly episodes?: string;
  readonly trace?: string;
  readonly fromTrace?: string;
  readonly experiment?: string;
  readonly strict?: boolean;
  readonly readOnly?: boolean;
  readonly sample?: boolean;
  readonly json?: boolean;
}

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .summary('serve one or more indexes over HTTP')
    .description(
      'Verifies and serves indexes. Rankings never change while an index id stays the same. A directory that gets a new generation is swapped to it without a failed request. SIGTERM, SIGINT and SIGHUP let accepted requests finish.\n\nIt listens at once, so that /healthz answers, and searches when every index is open: until then they and /readyz are answered 503 with Retry-After. The lines on standard output come when it is ready.',
    )
    .argument(
      '[dir...]',
      'index directories, or opensearch:URL/NAME of a cluster; NAME=DIR names one; the first is the default',
    )
    .addOption(
      optionOfOneCall('--sample', `serve the sample collection too; its index is built in ${SAMPLE_DIRECTORY} once`),
    )
    .addOption(new Option('--port <n>', 'port; 0 takes a free one').default(7080).argParser(integer(0, 65_535)))
    .option('--host <host>', 'address to listen on; other than loopback needs a token', '127.0.0.1')
    .option('--token-file <file>', 'file that holds the bearer token')
    .option('--allow-host <name>', 'another name that the Host header may give; repeatable', list)
    .option('--allow-origin <origin>', 'a web origin that may call; repeatable', list)
    .addOption(
      new Option('--workers <n>', 'search threads')
        .default(usualWorkers(), 'cores less one')
        .argParser(integer(1, 256)),
    )
    .addOption(deviceOption('auto'))
    .addOption(
      new Option('--max-wait <ms>', 'a search that would wait longer for a worker is refused')
        .default(MAX_WAIT_MS)
        .argParser(integer(0, 600_000)),
    )
    .addOption(
      new Option('--deadline <ms>', 'time for one search, waiting included')
        .default(SEARCH_DEADLINE_MS)
        .argParser(integer(10, 600_000)),
    )
    .addOption(
      new Option(
        '--drain-delay <ms>',
        'when told to stop, answer for so long as ever while /readyz says 503, for a balancer that looks there',
      )
        .default(0)
        .argParser(integer(0, 600_000)),
    )
    .addOption(new Option('--log <form>', 'request log on standard error').choices(['json', 'off']).default('json'))
    .addOption(mcpToolsOption('--mcp-tools <set>', 'tools that /mcp offers where its query names no set'))
    .addOption(rerankerOption())
    .addOption(importOption())
    .option('--episodes <file>', 'tasks of the environments at /agentgym and /openenv, as JSON Lines')
    .option(
      '--trace <file>',
      'record every call in this file, as JSON Lines; one that is there is gone on with. When the server ends, FILE.arrow has the calls as a table',
    )
    .option(
      '--from-trace <file>',
      'answer from this trace, or from a cache of queries of another tool; index directories answer what a trace does not know, without one that is refused',
    )
    .option(
      '--experiment <file>',
      'do to calls what this file declares: masks, perturbations, policies of sessions; YAML or JSON',
    )
    .option('--read-only', 'pages take no trace, ask none again and check no index')
    .option('--no-watch', 'do not look for new generations')
    .option('--strict', 'refuse to start when the encoder gives other vectors here than where the index was built')
    .option('--json', 'print one line of JSON when ready')
    .addHelpText(
      'after',
      '\nExamples:\n  stillweb serve wiki=data/wikipedia data/handbook --port 7080\n  curl -fsS --retry 600 --retry-delay 1 --retry-connrefused http://127.0.0.1:7080/readyz    # waits until it is ready',
    )
    .action(runServe);
  addOpeningOptions(command);
}

async function runServe(directories: string[], flags: ServeFlags, command: Command): Promise<void> {
  const served = flags.sample === true ? [...directories, SAMPLE_DIRECTORY] : directories;
  if (served.length === 0 && flags.fromTrace === undefined) command.error("error: missing required argument 'dir'");
  outliveOutput();
  if (flags.sample === true) await ensureSample();
  const [{ serve }, { exitOnSignals }, { readEpisodes }] = await Promise.all([
    import('../../library/serve.ts'),
    import('../../api/drain.ts'),
    import('../../evaluation/episode-file.ts'),
  ]);
  const episodes = flags.episodes === undefined ? [] : await readEpisodes(flags.episodes);
  const running = await serve(served, {
    host: flags.host,
    port: flags.port,
    token: flags.tokenFile === undefined ? null : readToken(flags.tokenFile),
    allowedHosts: flags.allowHost ?? [],
    allowedOrigins: flags.allowOrigin ?? [],
    log: flags.log === 'json' ? process.stderr : null,
    deadlineMs: flags.deadline,
    maxWaitMs: flags.maxWait,
    workers: flags.workers,
    device: flags.device,
    ...openingOf(flags),
    rerankers: flags.reranker,
    isStrict: flags.strict === true,
    watches: flags.watch,
    modules: flags.import,
    mcpTools: flags.mcpTools,
    episodes,
    isReadOnly: flags.readOnly === true,
    trace: flags.trace,
    fromTrace: flags.fromTrace,
    experiment: flags.experiment,
    onNote: note,
    onListening: (url, stopping) => {
      note(`listening on ${url}; searches are answered 503 until the indexes are open (${url}/readyz)`);
      exitOnSignals(stopping, { delayMs: flags.drainDelay });
    },
  });
  const { url, device } = running;
  if (flags.vectors === 'disk') note('vectors are held on disk');
  note(`vectors are compared on the ${describeDevice(device.report)}`);
  const indexes = running.indexes.map(({ name, id }) => ({ name, id }));
  const { device: kind, adapter, reason } = device.report;
  if (flags.json) printJson({ url, indexes, device: { kind, adapter, reason } });
  else {
    for (const { name, id } of indexes) print(`serving ${name}@${id}`);
    print(`listening on ${url}  (API ${url}/docs, MCP ${url}/mcp)`);
    print(`try: curl -s '${url}/v1/search?query=inverted+index&k=3'`);
  }
}

/** A full disk or a reader that went away costs what is printed, and nothing else: a server goes on. */
function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
}
