import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildIndex } from '../../indexer/build.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { type IndexView, viewIndex } from '../../src/store/index-view.ts';
import { openIndex } from '../../src/store/open.ts';
import { temporaryFolder } from './temporary-folder.ts';

const WORDS =
  `acid airport alloy anchor apple archive arrow ash autumn axis bacteria bamboo barley basin battle beacon bell
bishop blade bridge bronze canal candle carbon castle cathedral cave census chapel circuit citizen climate cloud coal coast
comet compass copper coral cotton council crater creek crown crystal current dairy dam delta desert diamond doctor drought
eagle earthquake eclipse electron emperor engine epidemic factory falcon famine ferry festival fever flood forest fossil
fountain frost galaxy garden glacier glass gospel granite gravity harbour harvest helmet heron hospital hurricane island
ivory jungle kingdom laboratory lagoon lantern lemon library lighthouse limestone magnet maize marble market meadow
mercury microscope mineral monastery mosaic mountain museum nitrogen nomad oak ocean olive opera orbit orchard orchestra
oxygen oyster palace papyrus parliament pendulum pepper philosopher pilgrim planet plateau poet prairie prism province
pyramid quarry railway rainbow reef republic reservoir rice river salmon salt sculpture senate shepherd silk silver
skeleton spice squadron steam steel stone storm sugar sulphur summit telescope temple theatre thunder tiger timber tower
treaty tribe tunnel turbine university valley vaccine vessel village vineyard violin volcano wheat whale willow window
winter wool`.split(/\s+/);

/** A small fixed generator, so that a collection is one number. */
function randomNumbers(seed: number): () => number {
  const next = xorshift32(seed | 1);
  return () => next() / 2 ** 32;
}

function makeText(random: () => number, words: number): string {
  const topic = Math.floor(random() * WORDS.length);
  return Array.from({ length: words }, () => {
    const spread = random() < 0.7 ? 10 : WORDS.length;
    return WORDS[(topic + Math.floor(random() * spread)) % WORDS.length];
  }).join(' ');
}

/**
 * A collection as JSON Lines: documents of 4 to 90 words around topics, every seventh a copy of an earlier one, so that
 * whole documents tie; every eleventh repeats its own text, so that passages of one document tie.
 */
export function makeCollection(documents: number, seed = 1): string {
  const random = randomNumbers(seed);
  const texts: string[] = [];
  for (let i = 0; i < documents; i++) {
    const fresh = makeText(random, 4 + Math.floor(random() * 86));
    texts.push(i % 7 === 6 ? texts[Math.floor(random() * i)] : i % 11 === 10 ? `${fresh}. ${fresh}` : fresh);
  }
  return texts.map((text, i) => `${JSON.stringify({ _id: `d${i}`, text })}\n`).join('');
}

/** Queries of one to six words, by a generator of their own. */
export function makeQueries(count: number): string[] {
  const random = randomNumbers(77);
  return Array.from({ length: count }, () => makeText(random, 1 + Math.floor(random() * 6)));
}

/** Builds an index of a generated collection through the real pipeline, in passages of 24 words. */
export async function buildGeneratedIndex(
  engine: string,
  collection: string,
  encoder = 'static',
  options: Partial<BuildOptions> = {},
): Promise<string> {
  const folder = temporaryFolder();
  const input = join(folder, 'corpus.jsonl');
  const directory = join(folder, engine);
  writeFileSync(input, collection);
  await buildIndex({
    inputs: [input],
    directory,
    engine,
    analyzer: 'english',
    passages: { kind: 'words', words: 24 },
    encoder,
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
    ...options,
  });
  return directory;
}

export function openView(directory: string): IndexView {
  return viewIndex(openIndex(directory));
}
