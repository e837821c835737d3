// An agent without a language model: it searches, reads, follows links while words of the question are missing, and answers
// with the sentence that holds most of them. Equal questions to equal indexes give equal answers.
//
//   node examples/agent/rule-agent.mjs --door mcp http://127.0.0.1:7080 "When was the first lens lit at sea?"
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DOORS, tellFault } from './doors.mjs';

/** Words that ask, or join: they tell nothing of what is looked for. */
const ASKING = new Set(
  `a about after an and are as at be been before by can did do does for from had has have how in into is it its many me much
of on or tell than that the their there they this to was were what when where which who whom whose why will with would`.split(
    /\s+/,
  ),
);
/** What a sentence must hold beside the words, by the word that asks. */
const KINDS = [
  [/^(when|what year|which year|in what year)\b/i, /\b\d{4}\b/],
  [
    /^how (many|much|long|far|old|tall)\b/i,
    /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)\b/i,
  ],
];
const SENTENCE = /(?<=[.!?])\s+|\n+/;
const STEM_LETTERS = 4;

/**
 * @param door of doors.mjs
 * @param documents how many are read of a search, and at most of the links of one document
 * @returns { answer, source: { id, title, url }, covered: words of the question that it holds, missing, steps }
 */
export async function answerQuestion(door, question, { documents = 3 } = {}) {
  const words = wordsOf(question);
  const wanted = KINDS.find(([asks]) => asks.test(question))?.[1] ?? null;
  const steps = [];
  const sentences = [];
  const seen = new Set();
  const read = async (found) => {
    for (const { id } of found) {
      if (seen.has(id)) continue;
      seen.add(id);
      const { title, text, url } = await door.read(id);
      steps.push(`read ${id}`);
      // A title counts for each sentence of its document: a text seldom repeats its subject.
      for (const sentence of text.split(SENTENCE)) {
        if (sentence.trim() !== '') sentences.push({ sentence: sentence.trim(), title, id, url });
      }
    }
  };
  const best = () => bestSentence(sentences, words, wanted);

  steps.push(`search ${question}`);
  const found = await door.search(question, documents);
  await read(found);
  let top = best();
  for (const { id } of found) {
    if (top === null || top.missing.length === 0) break;
    const linked = await door.links(id);
    if (linked === null) break;
    steps.push(`follow the links of ${id}`);
    await read(linked.slice(0, documents));
    top = best();
  }
  if (top === null) return { answer: null, source: null, covered: [], missing: words, steps };
  const { sentence, id, title, url, covered, missing } = top;
  return { answer: sentence, source: { id, title, url }, covered, missing, steps };
}

/** Sentences are compared by the words that they hold, rare ones counting more; the first of equals wins. */
function bestSentence(sentences, words, wanted) {
  const held = sentences.map(({ sentence }) => wordsOf(sentence));
  const named = sentences.map(({ title }) => wordsOf(title));
  const weights = words.map((word) => {
    const having = held.filter((each) => each.some((other) => isAlike(word, other))).length;
    return 1 + Math.floor((8 * (sentences.length - having)) / Math.max(1, sentences.length));
  });
  let best = null;
  sentences.forEach((candidate, i) => {
    const inSentence = words.map((word) => held[i].some((other) => isAlike(word, other)));
    const inTitle = words.map((word) => named[i].some((other) => isAlike(word, other)));
    let score = wanted?.test(candidate.sentence) ? 12 : 0;
    words.forEach((_, j) => {
      score += inSentence[j] ? 2 * weights[j] : inTitle[j] ? weights[j] : 0;
    });
    if (!inSentence.includes(true) || (best !== null && score <= best.score)) return;
    const isCovered = (j) => inSentence[j] || inTitle[j];
    best = {
      ...candidate,
      score,
      covered: words.filter((_, j) => isCovered(j)),
      missing: words.filter((_, j) => !isCovered(j)),
    };
  });
  return best;
}

function wordsOf(text) {
  const all = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(all.filter((word) => !ASKING.has(word)))];
}

/** `lens` and `lenses`, `watch` and `watches`: one begins the other. */
function isAlike(one, other) {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.length >= STEM_LETTERS && long.startsWith(short) && long.length - short.length <= 3);
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { door: { type: 'string', default: 'native' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [baseUrl, question] = positionals;
  if (values.help || question === undefined || !Object.hasOwn(DOORS, values.door)) {
    console.error(`usage: rule-agent.mjs [--door ${Object.keys(DOORS).join('|')}] URL QUESTION`);
    process.exitCode = 2;
    return;
  }
  const door = await DOORS[values.door](baseUrl);
  try {
    console.log(JSON.stringify(await answerQuestion(door, question), null, 2));
  } finally {
    await door.close();
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch(tellFault);
}
