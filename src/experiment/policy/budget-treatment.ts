/** Answers of so many tokens and no more, which say that they were cut. */
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { GrepPage, GrepRequest } from '../../contract/grep.ts';
import type { FetchRequest, Hit, PlacedDocument } from '../../contract/search.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { FoundHits } from '../../serving/answer-shape.ts';
import { type AnswerSource, foundHits } from '../../serving/answer-source.ts';
import type { Treatment } from '../../serving/treatment.ts';
import { changeSource } from '../changed-source.ts';
import { type SaidInto, sayBehind } from './said-text.ts';

/** UTF-16 code units of a token: what a token of English text has about, with every tokenizer in use. */
const TOKEN_UNITS = 4;
/** Of what stands around an answer: the index, brackets, what is said of the cut. */
const FRAME_UNITS = 320;
/** Of what stands around a document, a line or the hits of a query. */
const PART_UNITS = 64;
/** A text is not cut to less. */
const SHORTEST_TEXT = 40;

interface Budget {
  readonly tokens: number;
  readonly into: SaidInto;
}

export const TOKEN_BUDGET: Treatment = {
  name: 'token-budget',
  /** @param parameters `Budget` */
  treat(source, parameters): AnswerSource {
    const { tokens, into } = parameters as Budget;
    const remarks: string[] = [];
    const purse = (): Purse => new Purse(tokens);
    const said = (what: string): string => `cut to the budget of ${tokens} tokens: ${what}`;
    const { grep, walk } = source;
    return {
      ...changeSource(source, {
        search: async (request, checkpoint) =>
          cutHits(await source.search(request, checkpoint), request.queries, purse(), said, into),
      }),
      async fetch(request, checkpoint) {
        const { documents, cut } = await fetchWithin(source, request, purse(), checkpoint, into, said);
        if (cut > 0) remarks.push(said(`${cut} of ${documents.length} texts are shown in part`));
        return documents;
      },
      ...(grep !== undefined && {
        async grep(request, checkpoint) {
          const page = await grepWithin(source as Required<AnswerSource>, request, purse(), checkpoint);
          if (page.isCut) remarks.push(said('the page has fewer matches, and the cursor goes on behind them'));
          return page.page;
        },
      }),
      ...(walk !== undefined && {
        async walk(request, checkpoint) {
          const documents = await walk.call(source, request, checkpoint);
          const left = purse();
          const shown = documents.filter((document) => left.take(JSON.stringify(document).length + 1));
          if (shown.length < documents.length) {
            remarks.push(said(`${shown.length} of ${documents.length} documents are shown`));
          }
          return shown;
        },
      }),
      remarks: () => [...(source.remarks?.() ?? []), ...remarks],
    };
  },
};

/** What is left of a budget, in UTF-16 code units of JSON. */
class Purse {
  left: number;
  #isSpent = false;

  constructor(tokens: number) {
    this.left = tokens * TOKEN_UNITS - FRAME_UNITS;
  }

  /** @returns false for what does not fit, and then for all that comes behind: what is shown is a beginning */
  take(units: number): boolean {
    if (this.#isSpent || units > this.left) this.#isSpent = true;
    else this.left -= units;
    return !this.#isSpent;
  }
}

function cutHits(
  found: readonly FoundHits[],
  queries: readonly string[],
  purse: Purse,
  said: (what: string) => string,
  into: SaidInto,
): FoundHits[] {
  for (const [i, { corrections, notes }] of found.entries()) {
    purse.left -= PART_UNITS + JSON.stringify([queries[i], corrections, notes]).length;
  }
  return found.map((each) => {
    const all = each.hits();
    const shown: Hit[] = [];
    let isCut = false;
    for (const hit of all) {
      const left = purse.left;
      if (purse.take(JSON.stringify(hit).length + 1)) {
        shown.push(hit);
        continue;
      }
      const part = isCut ? null : cutHit(hit, left - 1);
      if (part !== null) {
        shown.push(part);
        purse.left -= JSON.stringify(part).length + 1;
      }
      isCut = true;
    }
    if (!isCut) return each;
    const note = said(`${shown.length} of ${all.length} hits are shown`);
    if (into === 'text' && shown.length > 0) shown.push(sayBehind(shown.pop() as Hit, ` [${note}]`));
    return { ...each, ...foundHits({ ...each, hits: shown }), notes: [...(each.notes ?? []), note] };
  });
}

/** The hit with so much of its text as fits, and without its snippet where it has none; null where not even that fits. */
function cutHit(hit: Hit, units: number): Hit | null {
  const { text } = hit;
  if (text === undefined) {
    const { snippet: _, highlights: __, fragments: ___, start: ____, end: _____, ...names } = hit;
    return JSON.stringify(names).length <= units ? names : null;
  }
  // A code unit takes one of JSON at the least.
  const length = wholeCharacters(text, Math.max(0, text.length - (JSON.stringify(hit).length - units)));
  return length < SHORTEST_TEXT ? null : withText(hit, text.slice(0, length));
}

function withText(hit: Hit, text: string): Hit {
  const { range } = hit;
  return { ...hit, text, ...(range !== undefined && { range: { ...range, end: range.start + text.length } }) };
}

async function fetchWithin(
  source: AnswerSource,
  request: FetchRequest,
  purse: Purse,
  checkpoint: Checkpoint,
  into: SaidInto,
  said: (what: string) => string,
): Promise<{ readonly documents: PlacedDocument[]; readonly cut: number }> {
  const { ids = [], urls = [], numbers = [] } = request;
  const keys = [
    ...ids.map((id) => ({ ids: [id], urls: undefined, numbers: undefined })),
    ...urls.map((url) => ({ ids: undefined, urls: [url], numbers: undefined })),
    ...numbers.map((number) => ({ ids: undefined, urls: undefined, numbers: [number] })),
  ];
  const documents: PlacedDocument[] = [];
  let cut = 0;
  for (const key of keys) {
    let asked: FetchRequest = { ...request, ...key };
    let [document] = await source.fetch(asked, checkpoint);
    const whole = document;
    let units = unitsOf(document);
    // It is read again, so that range, lines and where reading goes on are those of what is shown.
    while (units > purse.left && (document.text ?? '') !== '') {
      asked = { ...asked, maxChars: Math.max(0, (document.text ?? '').length - (units - purse.left)) };
      [document] = await source.fetch(asked, checkpoint);
      units = unitsOf(document);
    }
    if (units > purse.left) document = namesOf(document);
    const isCut = document !== whole;
    if (isCut) cut++;
    purse.left -= unitsOf(document);
    documents.push(
      isCut && into === 'text'
        ? { ...document, text: `${document.text ?? ''}\n[${said('the text goes on')}]` }
        : document,
    );
  }
  return { documents, cut };
}

/** Without what may be long. */
function namesOf({ number, id, url, title, text, range, next, lines, error }: PlacedDocument): PlacedDocument {
  return { number, id, url, title, text, range, next, lines, error };
}

function unitsOf(document: PlacedDocument): number {
  return JSON.stringify(document).length + 1;
}

async function grepWithin(
  source: Required<AnswerSource>,
  request: GrepRequest,
  purse: Purse,
  checkpoint: Checkpoint,
): Promise<{ readonly page: GrepPage; readonly isCut: boolean }> {
  const page = await source.grep(request, checkpoint);
  const fitting = page.matches.filter((match) => purse.take(JSON.stringify(match).length + 1)).length;
  if (fitting === page.matches.length) return { page, isCut: false };
  // Asked again, so that the cursor goes on behind what is shown; one match is always shown, or nobody would get on.
  return { page: await source.grep({ ...request, limit: Math.max(1, fitting) }, checkpoint), isCut: true };
}
