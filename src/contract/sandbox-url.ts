/**
 * A stable address for every document: its own, or one that only the sandbox knows. Callers that cite and open pages by URL need
 * one of collections that have none.
 */

/** A name of a domain that cannot exist: nobody but the sandbox can answer for it (RFC 6761 reserves no better one). */
const SANDBOX_HOST = 'corpus.sandbox';
const FORM = /^(?:https?:\/\/)?corpus\.sandbox\/([^/?#]+)\/([^?#]+)/i;

/** Segments that whoever parses a URL takes out, encoded or not, with the one before them. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * `https://corpus.sandbox/{index}/{id}`, percent-encoded but for slashes; those of an id such as `../x` too, so that clients do not
 * resolve it. The ids `.` and `..` have no address that every client keeps.
 */
export function sandboxUrl(index: string, id: string): string {
  const path = encode(id);
  return `https://${SANDBOX_HOST}/${encode(index)}/${DOT_SEGMENT.test(id) ? path : path.replaceAll('%2F', '/')}`;
}

/** The address of a document: its own, or else that of the sandbox. */
export function documentUrl(index: string, { id, url }: { readonly id: string; readonly url: string | null }): string {
  return url ?? sandboxUrl(index, id);
}

/** The id that a URL of the sandbox names in this index; null for any other text. */
export function readSandboxUrl(index: string, url: string): string | null {
  const [, name, id] = FORM.exec(url) ?? [];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name) === index ? decodeURIComponent(id) : null;
  } catch {
    return null;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
