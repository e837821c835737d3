import type { Token, TreeAdapter } from 'parse5';

/** An element that the HTML parser made, or the root of elements. Closed elements are forgotten: nodes know no children. */
export interface HtmlNode {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Token.Attribute[];
  parent: HtmlNode | null;
  /** Whether its content is no text to read. */
  readonly isDropped: boolean;
  /** Whether it is on the parser's stack of open elements. */
  isOpen: boolean;
  content: HtmlNode | null;
}

/** What the tree construction tells as it goes. */
export interface HtmlNodeWatcher {
  isDropped(name: string): boolean;
  onOpen(node: HtmlNode): void;
  onClose(node: HtmlNode): void;
  onText(parent: HtmlNode, text: string): void;
}

type Namespace = ReturnType<TreeAdapter['getNamespaceURI']>;
type Mode = ReturnType<TreeAdapter['getDocumentMode']>;

/** What parse5 wants to know about nodes. Comments and document types are the root that they are put into. */
export interface HtmlNodeMap {
  node: HtmlNode;
  parentNode: HtmlNode;
  childNode: HtmlNode;
  document: HtmlNode;
  documentFragment: HtmlNode;
  element: HtmlNode;
  commentNode: HtmlNode;
  textNode: HtmlNode;
  template: HtmlNode;
  documentType: HtmlNode;
}

/**
 * A tree for parse5 that keeps the way up only: which element is in which. So memory grows with the depth of a page and
 * not with its length. Nobody may ask for children; the parser does so to move them, and moving them changes no way up
 * that counts: the new parent is below the same elements as the old one.
 */
export function makeNodeAdapter(watcher: HtmlNodeWatcher): TreeAdapter<HtmlNodeMap> {
  let mode = 'no-quirks' as Mode;
  const make = (name: string, namespace: string, attributes: Token.Attribute[], isDropped: boolean): HtmlNode => {
    return { name, namespace, attributes, parent: null, isDropped, isOpen: false, content: null };
  };
  const ignored = make('#comment', '', [], false);
  const put = (parent: HtmlNode, node: HtmlNode): void => {
    if (node !== ignored) node.parent = parent;
  };
  return {
    createDocument: () => make('#document', '', [], false),
    createDocumentFragment: () => make('#fragment', '', [], false),
    createElement: (name, namespace, attributes) => make(name, namespace, attributes, watcher.isDropped(name)),
    createCommentNode: () => ignored,
    createTextNode: () => ignored,
    appendChild: put,
    insertBefore: put,
    detachNode(node) {
      node.parent = null;
    },
    insertText: (parent, text) => watcher.onText(parent, text),
    insertTextBefore: (parent, text) => watcher.onText(parent, text),
    setTemplateContent(template, content) {
      content.parent = template;
      template.content = content;
    },
    getTemplateContent: (template) => template.content ?? template,
    adoptAttributes() {},
    setDocumentType() {},
    setDocumentMode(_document, found) {
      mode = found;
    },
    getDocumentMode: () => mode,
    onItemPush(node) {
      // The parser may tell of an element that was open before.
      if (node.isOpen) return;
      node.isOpen = true;
      watcher.onOpen(node);
    },
    onItemPop(node) {
      if (!node.isOpen) return;
      node.isOpen = false;
      watcher.onClose(node);
    },
    getParentNode: (node) => node.parent,
    getChildNodes: () => [],
    getFirstChild: () => null,
    getTagName: (node) => node.name,
    getNamespaceURI: (node) => node.namespace as Namespace,
    getAttrList: (node) => node.attributes,
    getTextNodeContent: () => '',
    getCommentNodeContent: () => '',
    getDocumentTypeNodeName: () => '',
    getDocumentTypeNodePublicId: () => '',
    getDocumentTypeNodeSystemId: () => '',
    isTextNode: (_node): _node is HtmlNode => false,
    isCommentNode: (_node): _node is HtmlNode => false,
    isDocumentTypeNode: (_node): _node is HtmlNode => false,
    isElementNode: (_node): _node is HtmlNode => true,
    setNodeSourceCodeLocation() {},
    getNodeSourceCodeLocation: () => null,
    updateNodeSourceCodeLocation() {},
  };
}
