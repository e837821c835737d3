import { parseArgs } from 'node:util';
import { note, print, printJson, reportFailure } from '../src/cli/output.ts';
import { Progress } from '../src/cli/progress.ts';
import { StillwebError } from '../src/errors.ts';
import { Searcher } from '../src/retrieval/searcher.ts';
import { openIndex } from '../src/store/open.ts';
import { ROOT } from '../test/support/program.ts';
import { collectionsOf, handbookOf, rankingFlags } from './quality/collections.ts';
import { askHandbook } from './quality/handbook-questions.ts';
import { Keeper } from './quality/keeper.ts';
import { measureCollections } from './quality/measure-collections.ts';
import { measureEncoder } from './quality/measure-encoder.ts';
import { measureQuestions } from './quality/measure-questions.ts';
import { measureTwoHop } from './quality/measure-two-hop.ts';
import { printQuestions } from './quality/print-questions.ts';
import { sampleTitles } from './quality/question-test.ts';
import { measureWholeDocuments } from './quality/whole-collections.ts';
import { qualityFolder, writePage } from './quality/write-page.ts';

/**
 * `npm run quality`: measures rankings, keeps what was measured in docs/quality/, writes docs/retrieval-quality.md from it, and
 * names what fell by more than 0.002; what fell is not kept, and the command ends with 1.
 *
 *   npm run quality                                  the sample collection, which is in the repository
 *   npm run quality -- --data FOLDER [--sets a,b]    the collections of FOLDER too, each with corpus.jsonl.gz, queries.jsonl.gz, qrels.tsv
 *   npm run quality -- … --accept                    keeps what fell as well
 *   npm run quality -- page                          writes the page alone
 *   npm run quality -- questions DIR [--titles 300]  asks the index DIR for its titles: how often is each first?
 *                      [--keep NAME] [--about TEXT]  keeps the answer for the page under NAME
 *   npm run quality -- two-hop DIR [--count 200] [--seed 2026]   asks the index DIR for pairs of documents that a link joins, with
 *                      and without the reranker graph. Prints the figures as JSON
 *   npm run quality -- whole-documents --data FOLDER [--sets a,b]   does the score of the whole document help that of its best
 *                      passage? Keeps the answers, for decision 032
 *   npm run quality -- encoder SPEC --data FOLDER --indexes FOLDER [--sets a,b]   the collections with another encoder, as --encoder of
 *                      stillweb index takes it; the indexes stay in the second folder
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    sets: { type: 'string' },
    indexes: { type: 'string' },
    accept: { type: 'boolean', default: false },
    titles: { type: 'string', default: '300' },
    keep: { type: 'string' },
    about: { type: 'string' },
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '2026' },
    json: { type: 'boolean', default: false },
  },
});
const keeper = new Keeper(qualityFolder(ROOT), values.accept);
try {
  await work(positionals);
} catch (error) {
  reportFailure(error, values.json);
}

async function work([task = 'measure', subject]: readonly string[]): Promise<void> {
  if (task === 'measure') await measure(values.data, values.sets?.split(','));
  else if (task === 'questions' && subject !== undefined) await askIndex(subject);
  else if (task === 'whole-documents' && values.data !== undefined) {
    await measureWholeDocuments(qualityFolder(ROOT), values.data, values.sets?.split(','));
    return;
  } else if (task === 'two-hop' && subject !== undefined) {
    printJson(await measureTwoHop(subject, Number(values.count), Number(values.seed)));
    return;
  } else if (task === 'encoder' && subject !== undefined && values.data !== undefined && values.indexes !== undefined) {
    await measureEncoder(qualityFolder(ROOT), values.data, subject, values.indexes, values.sets?.split(','));
  } else if (task !== 'page') {
    const tasks =
      'page, questions DIR, two-hop DIR, whole-documents --data FOLDER, encoder SPEC --data FOLDER --indexes FOLDER';
    throw refuse('task', `there is no task ${task}, or it lacks its index or its data: ${tasks}`);
  }
  writePage(ROOT);
  for (const fall of keeper.falls) print(`fell  ${fall}`);
  if (keeper.falls.length === 0 || values.accept) return;
  note('What fell is not kept. --accept keeps it, and --sets measures some sets alone.');
  process.exitCode = 1;
}

async function measure(data: string | undefined, sets: readonly string[] | undefined): Promise<void> {
  if (sets !== undefined && data === undefined) throw refuse('sets', '--sets names collections of --data');
  const rankings = await rankingFlags();
  const collections = data === undefined ? [] : collectionsOf(data, sets);
  if (sets === undefined) {
    collections.push(handbookOf(ROOT));
    const asked = [];
    for (const flags of rankings) asked.push(...(await askHandbook(flags)));
    asked.sort(([, left], [, right]) => left.measurement.ranking - right.measurement.ranking);
    for (const [{ name, title }, { measurement }] of asked) keeper.keepQuestions(name, title, measurement);
    note('the handbook has been asked for its titles');
  }
  await measureCollections(collections, rankings, (found) => keeper.keepSet(found));
}

async function askIndex(index: string): Promise<void> {
  const most = /^[1-9]\d{0,6}$/.test(values.titles) ? Number(values.titles) : null;
  if (most === null) throw refuse('titles', `--titles is a number of 1 or more, not ${values.titles}`);
  if (values.keep !== undefined && !/^[a-z0-9][a-z0-9-]*$/.test(values.keep)) {
    throw refuse('keep', `--keep gives a name of a-z, 0-9 and hyphens, not ${values.keep}`);
  }
  const searcher = await Searcher.open(openIndex(index));
  const titles = sampleTitles(searcher, most);
  if (titles.length === 0) throw refuse('index', `no document of ${index} has a title of its own`);
  const progress = new Progress(values.json);
  const { measurement, places } = await measureQuestions(searcher, titles, (done, total) =>
    progress.update({ stage: 'asking', count: done, unit: 'titles', done, total }),
  );
  progress.finish();
  await searcher.close();
  if (values.json) printJson({ titles: titles.map(({ id }) => id), ...measurement });
  else printQuestions(titles.length, places);
  if (values.keep !== undefined) keeper.keepQuestions(values.keep, values.about, measurement);
}

function refuse(setting: string, message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}
