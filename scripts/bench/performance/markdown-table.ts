/** A table of the page; columns whose cells are all figures stand to the right. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const isNumeric = heads.map((_, column) => rows.every((row) => /^[*\d.,\s×/%–-]*$/.test(row[column])));
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${isNumeric.map((right) => (right ? ' ---: |' : ' --- |')).join('')}`, ...rows.map(line), ''];
}

/** Three significant digits: `0.0412`, `3.41`, `128`. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return group(value.toFixed(Math.min(digits, 4)));
}

export function group(value: number | string): string {
  const [whole, fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Ours to theirs: below 1 is less. */
export function ratio(ours: number, theirs: number): string {
  return `${(ours / theirs).toFixed(2)} ×`;
}

export function megabytes(bytes: number): string {
  return figure(bytes / 1e6);
}
