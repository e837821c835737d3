import type { Finding, Located, MarkdownPage } from './markdown.ts';

/** What the command line accepts: command name → its long flags (`--port`), global ones included. */
export type CommandFlags = ReadonlyMap<string, ReadonlySet<string>>;

/** The parts of commander's Command that are read here. */
export interface CommandLike {
  name(): string;
  aliases(): string[];
  readonly commands: readonly CommandLike[];
  readonly options: readonly { readonly long?: string | null }[];
}

const SHELLS = new Set(['', 'sh', 'bash', 'shell', 'console', 'zsh']);
const BUILT_IN = ['--help', '--version'];

export function describeCommands(program: CommandLike): CommandFlags {
  const longFlags = (command: CommandLike) => command.options.flatMap(({ long }) => (long ? [long] : []));
  const shared = [...BUILT_IN, ...longFlags(program)];
  return new Map(
    program.commands.flatMap((command) => {
      const flags = new Set([...shared, ...longFlags(command), ...command.commands.flatMap(longFlags)]);
      return [command.name(), ...command.aliases()].map((name) => [name, flags] as const);
    }),
  );
}

/** Commands and flags that stand after `stillweb` in code spans and shell fences, and that the program does not have. */
export function checkFlags(pages: readonly MarkdownPage[], commands: CommandFlags): Finding[] {
  return pages.flatMap((page) => {
    const shells = page.fences.filter(({ language }) => SHELLS.has(language));
    const code = [...page.codeSpans, ...shells.flatMap(({ lines }) => joinContinued(lines))];
    return code.flatMap(({ line, text }) =>
      readCalls(text).flatMap(({ command, flags }) => {
        const known = commands.get(command);
        const at = (sentence: string) => ({ file: page.path, line, sentence });
        if (known === undefined) return [at(`there is no command stillweb ${command}`)];
        return flags.filter((flag) => !known.has(flag)).map((flag) => at(`stillweb ${command} has no flag ${flag}`));
      }),
    );
  });
}

interface Call {
  readonly command: string;
  readonly flags: readonly string[];
}

/** Calls of `stillweb` in one line of shell: at its start, after `npx` or variables, and behind pipes and `&&`. */
export function readCalls(text: string): Call[] {
  const simple = text.replace(/(^|\s)#.*$/, '').split(/\|\||&&|;|\s\|\s/);
  return simple.flatMap((part) => {
    const call = /^\s*(?:\$\s+)?(?:[A-Z_]+=\S*\s+)*(?:npx\s+)?stillweb\s+([a-z][a-z-]*)(?![^\s])(.*)$/.exec(part);
    if (call === null) return [];
    // After a bare `--` stands another program's command line.
    const own = call[2].split(/\s--(?:\s|$)/)[0];
    return [{ command: call[1], flags: own.match(/(?<=[\s[(])--[a-z][a-z0-9-]*/g) ?? [] }];
  });
}

/** Lines that end in a backslash joined with the next, at the place of the first. */
function joinContinued(lines: readonly Located[]): Located[] {
  const joined: { line: number; text: string }[] = [];
  let isContinued = false;
  for (const { line, text } of lines) {
    const part = text.replace(/\\\s*$/, ' ');
    if (isContinued) joined[joined.length - 1].text += part;
    else joined.push({ line, text: part });
    isContinued = /\\\s*$/.test(text);
  }
  return joined;
}
