// The drawing language between worker and view: short arrays, applied in order. The worker's recorder writes them, the
// view's applier reads them and treats each as hostile. Ids are positive integers chosen by the worker; 0 means none.

export type NodeId = number;

export type Op =
  | ['root', NodeId] // the frame's body
  | ['c', NodeId, string] // create a built-in element by its WXML tag
  | ['h', NodeId, string] // create the host element of a component
  | ['t', NodeId, string] // create a text node
  | ['f', NodeId] // create a fragment
  | ['a', NodeId, NodeId] // append
  | ['i', NodeId, NodeId, NodeId] // insert before (0: at the end)
  | ['r', NodeId, NodeId] // remove
  | ['p', NodeId, NodeId, NodeId] // replace: parent, new, old
  | ['sb', NodeId, NodeId, number, NodeId] // splice: parent, before, how many to remove, fragment to put in
  | ['sr', NodeId, NodeId, number] // splice out: parent, first, how many
  | ['st', NodeId, string] // whole inline style
  | ['sp', NodeId, string, string] // one style property
  | ['ca', NodeId, string] // add class
  | ['cr', NodeId, string] // remove class
  | ['cc', NodeId] // remove all classes
  | ['at', NodeId, string, unknown] // attribute or property
  | ['ra', NodeId, string] // remove attribute or property
  | ['tx', NodeId, string] // set text
  | ['ls', NodeId, string, number] // somebody listens here: event type, 2 = it stops the event
  | ['css', number, string] // add a style sheet; 0
  | ['pg', NodeId, PageOp, unknown] // a page holder: show, hide, scroll …
  | ['rel', NodeId]; // forget the id

export type PageOp = 'show' | 'hide' | 'config' | 'scroll' | 'refresh';

/** How the view treats a page while it is shown. Distances in CSS pixels. */
export type PageConfig = {
  scrollEvents: boolean;
  reachBottomDistance: number;
  pullDown: boolean;
  background: string;
};

export type PageScroll = { top: number; duration_ms: number; selector: string };
