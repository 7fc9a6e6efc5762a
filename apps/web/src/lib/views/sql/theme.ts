import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.function(tags.name), tags.standard(tags.name), tags.typeName], color: 'var(--code-function)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--fg-1)',
    backgroundColor: 'var(--bg-panel)',
    fontSize: 'var(--text-code)',
  },
  '&.cm-focused': { outline: 'none', boxShadow: 'var(--focus-inset)' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: 'var(--lh-code)',
    fontFeatureSettings: '"calt" 0, "zero" 1',
  },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--fg-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--bg-inset)' },
  '.cm-cursor': { borderLeftColor: 'var(--fg-1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-bg-2)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg-raised)',
    color: 'var(--fg-1)',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-3)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent-bg)',
    color: 'var(--accent-fg)',
  },
  '.cm-completionDetail': { color: 'var(--fg-3)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-diagnostic': {
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-small)',
    borderLeft: 'none',
    padding: '4px 8px',
  },
  // waves of @codemirror/lint are pictures in data: URLs, which the policy of the site refuses
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad-solid)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warn-solid)',
    textUnderlineOffset: '3px',
  },
  '.cm-panels': { backgroundColor: 'var(--bg-inset)', color: 'var(--fg-1)' },
  '.cm-remote': { backgroundColor: 'color-mix(in srgb, var(--pc) 18%, transparent)' },
  '.cm-caret': {
    position: 'relative',
    borderLeft: '2px solid var(--pc)',
    marginLeft: '-1px',
    marginRight: '-1px',
  },
  '.cm-flag': {
    position: 'absolute',
    bottom: '100%',
    left: '-2px',
    padding: '0 4px',
    borderRadius: 'var(--r-1)',
    whiteSpace: 'nowrap',
    font: '600 10px/14px var(--font-ui)',
    color: 'var(--p-fg)',
    backgroundColor: 'var(--pc)',
    pointerEvents: 'none',
    zIndex: 'var(--z-cursor)',
  },
  '.cm-flag::after': { content: 'attr(data-name)' },
  '.cm-line:first-child .cm-flag': { bottom: 'auto', top: '100%' },
});

const prose = EditorView.theme({
  '.cm-scroller': {
    fontFamily: 'var(--font-ui)',
    lineHeight: 'var(--lh-body)',
    fontSize: 'var(--text-body)',
    fontFeatureSettings: 'normal',
  },
});

export const theme: Extension = [look, syntaxHighlighting(colours)];
export const proseTheme: Extension = [look, prose];
