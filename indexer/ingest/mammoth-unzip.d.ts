declare module 'mammoth/lib/unzip.js' {
  export function openZip(source: { readonly buffer: Buffer }): Promise<{
    exists(name: string): boolean;
    read(name: string, encoding: 'utf-8'): Promise<string>;
  }>;
}
