/** The document and the number that the id of a passage names, `doc#3`, as hits have it; null for a text of another form. */
export function readPassageId(id: string): { readonly document: string; readonly number: number } | null {
  const [, document, digits] = /^(.*)#(0|[1-9][0-9]{0,8})$/s.exec(id) ?? [];
  return document === undefined ? null : { document, number: Number(digits) };
}
