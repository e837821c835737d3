/** Members of bodies, ours and those of the dialects, that hold what a reader sees of a document. */
const SHOWN = new Set([
  ...['title', 'snippet', 'snippets', 'text', 'content', 'contents', 'passage', 'passages', 'summary', 'highlights'],
  ...['raw_content', 'markdown', 'description', 'extra_snippets', 'line', 'Clean-Text', 'page_content'],
]);
/** Bodies are as deep as their shapes; deeper is not looked into. */
const MAX_DEPTH = 16;

/** What a body of an answer shows of documents: every text under a member that holds such, in its order. A body may be JSON as a text. */
export function shownTexts(body: unknown): string[] {
  const found: string[] = [];
  collect(readBody(body), false, 0, found);
  return found;
}

function collect(value: unknown, isShown: boolean, depth: number, found: string[]): void {
  if (typeof value === 'string') {
    if (isShown && value !== '') found.push(value);
  } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    if (Array.isArray(value)) for (const item of value) collect(item, isShown, depth + 1, found);
    else
      for (const [name, member] of Object.entries(value)) collect(member, isShown || SHOWN.has(name), depth + 1, found);
  }
}

function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
