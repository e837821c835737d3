import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';
import type { Output } from './output.ts';

/** More arguments are one with the last of these: no template that is expanded has as many. */
export const MAX_ARGUMENTS = 64;
/** A longer value is no measure, date or name, UTF-16 code units. */
const MAX_VALUE = 2000;
const MAX_NAME = 128;
/** No classes of Unicode, whose tables differ between engines: marks that stand in addresses and tags and in no name. */
const NAMED = /^\s*([^\s=<>[\]{}|&"'/:?.,;][^=<>[\]{}|&"'/:?.,;\n]{0,30}?)\s*=\s*/;

interface Argument {
  readonly from: number;
  readonly to: number;
  /** Characters of `name=` at its beginning. */
  readonly prefix: number;
}

/** One use of a template, whose name and arguments lie in the output as far as they are expanded. */
export class TemplateCall {
  readonly name: string;
  readonly #output: Output;
  readonly #start: number;
  readonly #positional: (Argument | undefined)[] = [];
  readonly #named = new Map<string, Argument>();

  /** @param bars places in the output where arguments begin, a bar standing before each */
  constructor(output: Output, start: number, bars: readonly number[]) {
    this.#output = output;
    this.#start = start;
    this.name = templateName(output.read(start, bars.length > 0 ? bars[0] - 1 : output.length, MAX_NAME) ?? '');
    let next = 0;
    for (const [place, from] of bars.entries()) {
      const to = place + 1 < bars.length ? bars[place + 1] - 1 : output.length;
      const [prefix, name] = NAMED.exec(output.peek(from, to)) ?? [];
      const argument = { from, to, prefix: prefix?.length ?? 0 };
      if (name === undefined) this.#positional[next++] = argument;
      else if (/^[1-9]\d?$/.test(name)) this.#positional[Number(name) - 1] = argument;
      else this.#named.set(lowerAscii(name), argument);
    }
  }

  /** How many arguments without a name there are. */
  get count(): number {
    return this.#positional.length;
  }

  /** The value of an argument without a name, from 1; empty where there is none, or where it is a text. */
  value(number: number): string {
    return this.#read(this.#positional[number - 1]);
  }

  named(name: string): string {
    return this.#read(this.#named.get(name));
  }

  /** All values without a name, from one on, empty ones left out. */
  values(from = 1): string[] {
    const found: string[] = [];
    for (let number = from; number <= this.count; number += 1) found.push(this.value(number));
    return found.filter((value) => value !== '');
  }

  /** Takes back the whole call. */
  drop(): void {
    this.#output.cut(this.#start);
  }

  /** Leaves the text of one argument in place of the call. @param name of the argument that says the same by a name */
  keep(number: number | 'last', name: string, before: string, behind: string): void {
    const place = number === 'last' ? this.count : number;
    const argument = this.#positional[place - 1] ?? this.#named.get(name);
    if (argument === undefined) {
      this.drop();
      return;
    }
    const { from, to, prefix } = argument;
    this.#output.keep(this.#start, from, to);
    if (prefix > 0) this.#output.trimStart(from, prefix);
    if (before !== '') this.#output.replace(this.#start, before);
    this.#output.write(behind);
  }

  #read(argument: Argument | undefined): string {
    if (argument === undefined) return '';
    const { from, to, prefix } = argument;
    const text = this.#output.read(from, to, MAX_VALUE);
    return text === null ? '' : trimWhiteSpace(text.slice(prefix).replace(/\s+/g, ' '));
  }
}

function templateName(written: string): string {
  const name = lowerAscii(trimWhiteSpace(written.replace(/[\s_]+/g, ' ')));
  return name.startsWith('template:') ? trimWhiteSpace(name.slice(9)) : name;
}
