/** What a directive of reStructuredText holds. */
export type DirectiveContent =
  /** Nothing to read, such as the source of a picture. */
  | 'none'
  /** Code: its lines as they are. */
  | 'code'
  /** Text; what stands on the first line is a name for programs. */
  | 'body'
  /** Text, that of the first line too. */
  | 'text'
  /** Names of other pages, one a line. */
  | 'pages';

const CONTENTS: { readonly [content in DirectiveContent]?: string } = {
  none:
    'image include raw literalinclude contents index meta highlight default-role currentmodule module py:module ' +
    'py:currentmodule sectnum section-numbering target-notes automodule autoclass autofunction automethod ' +
    'tabularcolumns codeauthor sectionauthor role title restructuredtext-test-directive unicode date graphviz bibliography',
  code: 'code code-block sourcecode parsed-literal math prompt doctest testcode testoutput productionlist ipython console',
  body: 'figure container class compound only ifconfig table list-table csv-table hlist tabs tab-set grid',
  pages: 'toctree',
};

const BY_NAME = new Map<string, DirectiveContent>(
  Object.entries(CONTENTS).flatMap(([content, names]) =>
    names.split(' ').map((name): [string, DirectiveContent] => [name, content as DirectiveContent]),
  ),
);

/** A directive that is not known is read as text: a note, a warning, the signature of a function. */
export function contentOfDirective(name: string): DirectiveContent {
  return BY_NAME.get(name.toLowerCase()) ?? 'text';
}
