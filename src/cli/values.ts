import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

/** Parsers of option values. They throw `InvalidArgumentError`, which commander turns into a usage error. */

/** An integer of min … max. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is an integer of ${min} to ${max}.`);
  };
}

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `512m` in bytes; the units k, m and g are powers of 1,024. */
export function byteSize(min: number): (text: string) => number {
  return (text) => {
    const match = /^(\d{1,12})([kmg]?)$/i.exec(text);
    const value = match === null ? Number.NaN : Number(match[1]) * UNITS[match[2].toLowerCase()];
    if (value >= min) return value;
    throw new InvalidArgumentError(`It is a size such as 512m or 2g, at least ${min / 1024 ** 2}m.`);
  };
}

/** A number of min … max, such as `2.5`. */
export function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a number of ${min} to ${max}.`);
  };
}

/** A number above 0 and below 1, such as `0.9`. */
export function fraction(text: string): number {
  const value = /^0?\.\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('It is a number above 0 and below 1, such as 0.9.');
}

/** A share of 0 to 1 with three decimals at most. */
export function thousandths(text: string): number {
  if (/^(0(\.\d{1,3})?|1(\.0{1,3})?)$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of 0 to 1, such as 0.5, with three decimals at most.');
}

/** `1,16,64`: integers of min … max. */
export function integers(min: number, max: number): (text: string) => number[] {
  return (text) => text.split(',').map(integer(min, max));
}

/** `bm25,dense`: names of a list, each at most once. */
export function choices<T extends string>(allowed: readonly T[]): (text: string) => T[] {
  return (text) => {
    const names = text.split(',');
    const isRight = (name: string, i: number) =>
      (allowed as readonly string[]).includes(name) && names.indexOf(name) === i;
    if (names.every(isRight)) return names as T[];
    throw new InvalidArgumentError(`It is one or more of ${allowed.join(', ')}, joined by commas.`);
  };
}

/** `one,two`: words between commas, none of them empty. */
export function words(text: string): string[] {
  const read = text.split(',').map((word) => word.trim());
  if (!read.includes('')) return read;
  throw new InvalidArgumentError('It is a list of names, joined by commas.');
}

/** Collects a repeatable option. */
export function list(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

export function coreCount(): number {
  return availableParallelism();
}
