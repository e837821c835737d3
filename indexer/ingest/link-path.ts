/** A path from the root, and whether it ends as that of a folder. */
export interface WalkedPath {
  readonly parts: readonly string[];
  readonly isFolder: boolean;
}

/** @returns null for a path that leaves the root, or that no file can have */
export function walkPath(path: string, folder: readonly string[]): WalkedPath | null {
  if (path.includes('\0')) return null;
  const parts = path.startsWith('/') ? [] : [...folder];
  const steps = path.split('/');
  for (const step of steps) {
    if (step === '..') {
      if (parts.pop() === undefined) return null;
    } else if (step !== '' && step !== '.') {
      parts.push(step);
    }
  }
  return { parts, isFolder: ['', '.', '..'].includes(steps[steps.length - 1]) };
}

/** The path of a relative address, `/` for every `\`, without query and fragment. */
export function pathOf(address: string): string {
  const end = address.search(/[?#]/);
  return (end < 0 ? address : address.slice(0, end)).replaceAll('\\', '/');
}

export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

export function hasScheme(address: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(address);
}

/** Without control characters and spaces at the ends, and line ends and tabs anywhere (WHATWG URL, section 4.4). */
export function cleanAddress(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end).replace(/[\t\n\r]/g, '');
}

/** A `%` that begins no UTF-8 stands for itself: files are named "100%.md". */
export function decodePath(path: string): string {
  return path.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
