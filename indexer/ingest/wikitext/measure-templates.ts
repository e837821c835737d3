import type { TemplateCall } from './template-call.ts';

/** Codes of units that are not written as they are read. */
const UNITS: Readonly<Record<string, string>> = {
  sqmi: 'sq mi',
  sqft: 'sq ft',
  sqyd: 'sq yd',
  sqin: 'sq in',
  cuft: 'cu ft',
  cuin: 'cu in',
  cumi: 'cu mi',
  cuyd: 'cu yd',
  km2: 'km²',
  m2: 'm²',
  cm2: 'cm²',
  mm2: 'mm²',
  km3: 'km³',
  m3: 'm³',
  cm3: 'cm³',
  C: '°C',
  F: '°F',
  'C-change': '°C',
  'F-change': '°F',
  kph: 'km/h',
  'km/h': 'km/h',
  foot: 'feet',
  acre: 'acres',
  mile: 'miles',
  inch: 'inches',
  ST: 'short tons',
  LT: 'long tons',
  MT: 'metric tons',
  impgal: 'imp gal',
  USgal: 'US gal',
};
/** Between the numbers of a range. */
const RANGES: Readonly<Record<string, string>> = {
  to: ' to ',
  '-': '–',
  '–': '–',
  to_: ' to ',
  and: ' and ',
  or: ' or ',
  by: ' by ',
  x: ' × ',
  '×': ' × ',
  xx: ' × ',
  '+/-': ' ± ',
  '±': ' ± ',
  'to(-)': ' to ',
};
/** What a second measure is told in: 6 ft 2 in. A number without one is how the wiki is to round. */
const SMALLER_UNITS = new Set([
  'in',
  'oz',
  'lb',
  'ft',
  'yd',
  'ch',
  'furlong',
  'cwt',
  'qtr',
  'd',
  'm',
  'cm',
  's',
  'min',
]);
const NUMBER = /^[+−-]?[\d.,/ ]*\d[\d.,/]*(?:e[+-]?\d+)?$/;

/**
 * `{{convert|5|to|10|km|mi}}`: 5 to 10 km. What it converts to is left out: the number of the page is the one to quote, and
 * how the wiki rounds is its own affair.
 */
export function writeMeasure(call: TemplateCall): string {
  const parts: string[] = [];
  let number = 1;
  while (NUMBER.test(call.value(number)) && (parts.length === 0 || SMALLER_UNITS.has(call.value(number + 1)))) {
    let value = call.value(number++);
    while (RANGES[call.value(number)] !== undefined && NUMBER.test(call.value(number + 1))) {
      value += RANGES[call.value(number)] + call.value(number + 1);
      number += 2;
    }
    const unit = call.value(number++);
    parts.push(`${value} ${UNITS[unit] ?? unit}`.trimEnd());
  }
  return parts.length === 0 ? call.value(1) : parts.join(' ');
}
