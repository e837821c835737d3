/**
 * The names by which links point to the headings of one page of Markdown, as GitHub makes them: letters, digits, `_` and `-` in small
 * letters, blanks as hyphens, and a count behind a name that was there before.
 *
 * @param headings their texts, in the order of the page
 */
export function headingAnchors(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}
