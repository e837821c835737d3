/** Prefixes of links that lead out of a wiki. */

/** Languages that have a Wikipedia: `[[de:Fjord]]` is the same article there. @see meta.wikimedia.org, List of Wikipedias */
export const LANGUAGE_PREFIXES: ReadonlySet<string> = new Set(
  (
    'aa ab ace ady af als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg ' +
    'bbc bcl bdr be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs btm bug bxr ca cbk-zam cdo ce ceb ch ' +
    'chr chy ckb co cr crh cs csb cu cv cy da dag de dga din diq dsb dtp dty dv dz ee el eml en eo es et eu ext fa fat ' +
    'ff fi fiu-vro fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gu guc gur guw gv ha hak ' +
    'haw he hi hif hr hsb ht hu hy hyw ia iba id ie ig igl ik ilo inh io is it iu ja jam jbo jv ka kaa kab kbd kbp kcg ' +
    'kg kge ki kk kl km kn knc ko koi krc ks ksh ku kus kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lt ltg ' +
    'lv mad mai map-bms mdf mg mhr mi min mk ml mn mni mnw mos mr mrj ms mt mwl my myv mzn nah nap nds nds-nl ne new ' +
    'nia nl nn no nov nqo nr nrm nso nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt ' +
    'pwn qu rm rmy rn ro roa-rup roa-tara rsk ru rue rup rw sa sah sat sc scn sco sd se sg sh shi shn shy si simple sk ' +
    'skr sl sm smn sn so sq sr srn ss st stq su sv sw szl szy ta tay tcy tdd te tet tg th ti tig tk tl tly tn to tpi tr ' +
    'trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo wa war wo wuu xal xh xmf yi yo yue za zea zgh zh ' +
    'zh-classical zh-min-nan zh-yue zu'
  ).split(' '),
);

/** Other projects and sites that every Wikipedia can link to. @see meta.wikimedia.org, Interwiki map */
export const PROJECT_PREFIXES: ReadonlySet<string> = new Set(
  (
    'wikt wiktionary s wikisource q wikiquote b wikibooks n wikinews v wikiversity voy wikivoyage species wikispecies c ' +
    'commons d wikidata m meta metawikipedia mw mediawikiwiki w wmf foundation phab phabricator bugzilla gerrit doi ' +
    'imdbname imdbtitle iarchive google oeis rfc pmid arxiv orphanet'
  ).split(' '),
);
