/** Words behind which a full stop ends no sentence, in lower case. Passages and snippets are cut by the same list. */
export const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'dr mr mrs ms prof sr jr st mt vs etc al cf ca approx no nos vol vols fig figs eq eqs sec ch pp ed eds inc ltd co ' +
    'corp dept est gen gov sen rep rev hon capt col lt sgt jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);

export const LONGEST_ABBREVIATION = 7;
