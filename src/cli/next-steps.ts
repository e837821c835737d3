import { note } from './output.ts';

/** What somebody who names no command can do. Kept apart from the help, which lists all that there is. */
const NEXT_STEPS = `stillweb holds a part of the web still: it indexes documents once, and answers searches of them with rankings that never change.

  stillweb serve --sample                      serve the sample collection, with a page to search it: nothing else is needed
  stillweb index FOLDER --out data/mine        build an index of your own files
  stillweb search data/mine "what is a tide"   search it here
  stillweb serve data/mine                     serve it: API, dialects, MCP and page
  stillweb mcp data/mine                       give it to an agent, over standard input and output

stillweb --help lists all commands, and stillweb COMMAND --help says what one takes. Which one is it to be?`;

export function tellNextSteps(): void {
  for (const line of NEXT_STEPS.split('\n')) note(line);
}
