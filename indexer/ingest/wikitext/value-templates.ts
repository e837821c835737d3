import { writeBirthDate, writeMonthOf } from './date-templates.ts';
import { writeMeasure } from './measure-templates.ts';
import type { TemplateCall } from './template-call.ts';

type Writer = (call: TemplateCall) => string;

const joined =
  (between: string): Writer =>
  (call) =>
    call.values().join(between);
const constant =
  (text: string): Writer =>
  () =>
    text;
const prefixed =
  (before: string): Writer =>
  (call) => {
    const values = call.values().join('–');
    return values === '' ? '' : before + values;
  };

/** Templates that are a cell of a table with attributes before its text, and what they say where they are not told. */
const CELLS = Object.entries({
  yes: 'Yes',
  no: 'No',
  yes2: 'Yes',
  no2: 'No',
  partial: 'Partial',
  unknown: 'Unknown',
  'n/a': 'N/A',
  na: 'N/A',
  won: 'Won',
  nom: 'Nominated',
  nominated: 'Nominated',
  pending: 'Pending',
  tba: 'TBA',
  dunno: '?',
}).map(([name, text]): [string, Writer] => [name, (call) => `| ${call.value(1) || text}`]);

/** Templates that write short values. Names in lower case. */
export const VALUE_TEMPLATES: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['convert', writeMeasure],
  ['cvt', writeMeasure],
  ['val', writeValue],
  ['frac', writeFraction],
  ['fraction', writeFraction],
  ['sfrac', writeFraction],
  ['nihongo', writeNihongo],
  ['nihongo2', (call) => call.value(1)],
  ['nihongo3', (call) => withinBrackets(call.value(3), [call.value(1), call.value(2)])],
  [
    'zh',
    (call) =>
      ['s', 't', 'c', 'p']
        .map((name) => call.named(name))
        .filter((value) => value !== '')
        .join('; '),
  ],
  ['birth date', writeBirthDate],
  ['birth date and age', writeBirthDate],
  ['birth-date', (call) => call.value(1)],
  ['birth-date and age', (call) => call.value(1)],
  ['death date', writeBirthDate],
  ['death date and age', writeBirthDate],
  ['death-date', (call) => call.value(1)],
  ['bda', writeBirthDate],
  ['dda', writeBirthDate],
  ['start date', writeBirthDate],
  ['start date and age', writeBirthDate],
  ['end date', writeBirthDate],
  ['film date', writeBirthDate],
  ['date', (call) => call.value(1)],
  ['dts', (call) => (call.count > 1 ? writeBirthDate(call) : call.value(1))],
  ['as of', writeMonthOf],
  ['oldstyledate', (call) => `${call.value(1)} ${call.value(2)}`.trim()],
  ['oldstyledatedy', (call) => `${call.value(1)} ${call.value(2)}`.trim()],
  ['circa', prefixed('c. ')],
  ['c.', prefixed('c. ')],
  ['ca', prefixed('c. ')],
  ['floruit', prefixed('fl. ')],
  ['fl.', prefixed('fl. ')],
  ['reign', prefixed('r. ')],
  ['r.', prefixed('r. ')],
  ['born', prefixed('born ')],
  ['died', prefixed('died ')],
  ['chem', joined('')],
  ['linktext', joined('')],
  ['gaps', joined('')],
  ['hlist', joined(' · ')],
  ['flat list', joined(' · ')],
  ['ubl', joined('; ')],
  ['unbulleted list', joined('; ')],
  ['vunblist', joined('; ')],
  ['collapsible list', joined('; ')],
  [
    'bulleted list',
    (call) =>
      `\n${call
        .values()
        .map((value) => `* ${value}\n`)
        .join('')}`,
  ],
  ['sortname', joined(' ')],
  ['uss', (call) => `USS ${call.value(1)}`],
  ['hms', (call) => `HMS ${call.value(1)}`],
  ['ss', (call) => `SS ${call.value(1)}`],
  ['ship', (call) => call.values().slice(0, 2).join(' ')],
  ['url', (call) => call.value(2) || call.value(1)],
  ['e', (call) => `×10^${call.value(1)}`],
  ['pow', (call) => (call.count > 1 ? `${call.value(1)}^${call.value(2)}` : `10^${call.value(1)}`)],
  ['sup', (call) => `^${call.value(1)}`],
  ['sub', (call) => call.value(1)],
  ['su', (call) => [call.named('p'), call.named('b')].filter((value) => value !== '').join('/')],
  ['radic', (call) => `√${call.value(1)}`],
  ['sqrt', (call) => `√${call.value(1)}`],
  ['angbr', (call) => `⟨${call.value(1)}⟩`],
  ['angle bracket', (call) => `⟨${call.value(1)}⟩`],
  ['bracket', (call) => `[${call.value(1)}]`],
  ['ipaslink', (call) => `/${call.value(1)}/`],
  ['percentage', (call) => call.value(1)],
  ['music', (call) => MUSIC[call.value(1)] ?? call.value(1)],
  ['cite book', writeCitation],
  ['cite web', writeCitation],
  ['cite journal', writeCitation],
  ['cite news', writeCitation],
  ['cite encyclopedia', writeCitation],
  ['citation', writeCitation],
  ['vcite book', writeCitation],
  ['ndash', constant('–')],
  ['mdash', constant('—')],
  ['em dash', constant('—')],
  ['en dash', constant('–')],
  ['snd', constant(' – ')],
  ['spnd', constant(' – ')],
  ['spaced ndash', constant(' – ')],
  ['spaced en dash', constant(' – ')],
  ['mdashb', constant('—')],
  ['nbsp', constant(' ')],
  ['spaces', constant(' ')],
  ['thinsp', constant(' ')],
  ['space', constant(' ')],
  ['·', constant(' · ')],
  ['•', constant(' · ')],
  ['dot', constant(' · ')],
  ['middot', constant(' · ')],
  ['bullet', constant(' · ')],
  ['carbon', constant('C')],
  ['hydrogen', constant('H')],
  ['nitrogen', constant('N')],
  ['oxygen', constant('O')],
  ['times', constant('×')],
  ['minus', constant('−')],
  ['degree', constant('°')],
  ['dagger', constant('†')],
  ['double dagger', constant('‡')],
  ['check mark', constant('✓')],
  ...CELLS,
  ['!', constant('|')],
  ['=', constant('=')],
  ["'", constant("'")],
  ["'s", constant("'s")],
  ['\' "', constant('\' "')],
  ['" \'', constant('" \'')],
  ['-"', constant('"')],
  ['"', constant('"')],
]);

const MUSIC: Readonly<Record<string, string>> = { flat: '♭', sharp: '♯', natural: '♮' };

/** `{{val|1.5|0.2|e=6|u=m}}`: 1.5±0.2×10^6 m */
function writeValue(call: TemplateCall): string {
  const [number, uncertainty] = [call.value(1), call.value(2)];
  const power = call.named('e') === '' ? '' : `×10^${call.named('e')}`;
  const unit = call.named('u') || call.named('ul');
  const sign = uncertainty === '' || /^[+±−-]/.test(uncertainty) ? uncertainty : `±${uncertainty}`;
  return `${call.named('p')}${number}${sign}${power}${unit === '' ? '' : ` ${unit}`}`;
}

function writeFraction(call: TemplateCall): string {
  const [first, second, third] = [call.value(1), call.value(2), call.value(3)];
  if (third !== '') return `${first} ${second}/${third}`;
  return second === '' ? `1/${first}` : `${first}/${second}`;
}

/** `{{nihongo|English|kanji|romaji}}` */
function writeNihongo(call: TemplateCall): string {
  return withinBrackets(call.value(1), [call.value(2), call.value(3)]);
}

function withinBrackets(text: string, added: readonly string[]): string {
  const more = added.filter((value) => value !== '').join(', ');
  return more === '' ? text : `${text} (${more})`;
}

/** Author (year). Title. Publisher: what finds a source again. */
function writeCitation(call: TemplateCall): string {
  const first = call.named('first') || call.named('first1');
  const last = call.named('last') || call.named('last1') || call.named('author') || call.named('author1');
  const year = /\b\d{4}\b/.exec(call.named('year') || call.named('date'))?.[0] ?? '';
  const who = first === '' ? last : `${last}, ${first}`;
  const head = year === '' ? who : `${who} (${year})`.trim();
  const where = call.named('journal') || call.named('work') || call.named('encyclopedia') || call.named('publisher');
  return [head, call.named('title'), where].filter((part) => part !== '').join('. ');
}
