/** A document as it is read where its text is another: read whole, rewritten, and then cut as the request asks. */
import { namedLinks } from '../../contract/named-links.ts';
import type { OutLinks, PlacedDocument } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import { contentsOf, readHeadings } from '../../reading/headings.ts';
import { writeMarkdown } from '../../reading/markdown.ts';
import { chooseRange, type TextRequest, tellView } from '../../reading/read-view.ts';
import type { Section } from '../../reading/section.ts';
import { EditedText } from './edited-text.ts';
import { rewriteJson } from './rewrite-json.ts';
import type { Rewriter, WholeTexts } from './whole-texts.ts';

/** What a rewriting of documents needs. */
export interface Rewriting {
  readonly indexName: string;
  readonly rewriter: Rewriter;
  readonly texts: WholeTexts;
  outLinks(id: string): Promise<OutLinks>;
}

/**
 * @param read the document as the source gives it, whatever of its text is in it
 * @param request what was asked
 * @param passage the stretch of the stored text that may not be left; null for the whole text
 */
export async function rewriteDocument(
  read: PlacedDocument,
  request: TextRequest,
  passage: Section | null,
  { indexName, rewriter, texts, outLinks }: Rewriting,
): Promise<PlacedDocument> {
  const { id, title, metadata, fields, range } = read;
  if (id === null || read.error !== undefined) return read;
  const edits = (text: string) => rewriter.edits(text, id);
  const named = {
    ...read,
    ...(title !== undefined && { title: new EditedText(title, edits(title)).text }),
    ...(metadata !== undefined && { metadata: rewriteJson(metadata, edits) }),
    ...(fields !== undefined && { fields: rewriteJson(fields, edits) }),
  };
  const whole = range === undefined ? null : await texts.get(id);
  if (whole === null || range === undefined) return named;
  const { text } = whole;
  const within =
    passage === null
      ? { start: 0, end: text.length }
      : { start: whole.start(passage.start), end: whole.end(passage.end) };
  try {
    const { last, ...chosen } = chooseRange(text, request, within);
    const { view } = request;
    const isListed = view?.format === 'markdown' && view.links === true && chosen.end === text.length;
    const links = isListed ? namedLinks(indexName, await outLinks(id)) : null;
    const headings = view?.format === 'markdown' ? contentsOf(readHeadings(text)) : null;
    const shown =
      headings === null
        ? text.slice(chosen.start, chosen.end)
        : writeMarkdown({ title: named.title ?? '', text, range: chosen, headings, links });
    return {
      ...named,
      text: shown,
      range: { ...chosen, total: text.length },
      ...(view !== undefined && tellView(text, request, { ...chosen, last })),
    };
  } catch (error) {
    if (!(error instanceof StillwebError) || error.code !== 'SECTION_NOT_FOUND') throw error;
    const { number, url } = read;
    return { number, id, url, error: { code: error.code, message: error.message } };
  }
}
