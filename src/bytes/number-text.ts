/** Numbers as people read them, the same in every locale. */

/** 1234567 as 1,234,567. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 document`, `1,234 documents`. @param more for several. Default: `one` and an s */
export function counted(number: number, one: string, more = `${one}s`): string {
  return `${groupDigits(number)} ${number === 1 ? one : more}`;
}

/** `12.3 MB`: powers of ten, as disks are sold. */
export function describeBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
