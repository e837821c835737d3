/** Templates of which a reader sees one argument as it is. Names in lower case, parted by commas. */

const FIRST =
  'nowrap,nobr,nobreak,no wrap,nowraplinks,avoid wrap,no break,small,smaller,big,larger,nobold,noitalic,noitalics,normal,em,strong,' +
  'sc,smallcaps,smallcaps2,allcaps,center,math,mvar,var,code,mono,key,keypress,kbd,vanchor,visible anchor,abbr,abbrv,tooltip,' +
  'ipa,unicode,polytonic,nastaliq,nq,hebrew,marriage,plainlist,flatlist,flag,flagu,flagcountry,nts,number,not a typo,proper name,' +
  'chem2,tmath,ill,interlanguage link,ill2,ill-wd,underline,uline,strikethrough,s,del,ins,as written,sic,typo,verse translation,' +
  'poem,term,defn,ghat,gloss,columns-list,block indent,indented,petit';
const SECOND =
  'lang,langx,rtl-lang,native name,native phrase,nativename,color,colour,font color,fontcolor,sort,' +
  'resize,font,legend,lang2,langue';
const LAST = 'transl,transliteration,script,highlight,background color,tlit,wikt-lang,ipa-all';
const QUOTED =
  'quote,quotation,blockquote,cquote,bquote,quote box,poemquote,rquote,centered pull quote,pull quote,zitat,citation bloc';

/** The number of the argument, from 1, or the last one. */
export const KEPT_TEMPLATES: ReadonlyMap<string, number | 'last'> = new Map<string, number | 'last'>([
  ...FIRST.split(',').map((name) => [name, 1] as const),
  ...SECOND.split(',').map((name) => [name, 2] as const),
  ...LAST.split(',').map((name) => [name, 'last'] as const),
]);

/** Those whose first argument is a paragraph of its own, and who says it stands in another. */
export const QUOTED_TEMPLATES: ReadonlySet<string> = new Set(QUOTED.split(','));
