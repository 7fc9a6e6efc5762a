import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { theme } from '../sql/theme.ts';

const colours = EditorView.theme({
  '&': { height: 'auto' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--removed-bg)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--added-bg)' },
  '&.cm-merge-a .cm-changedText': { background: 'color-mix(in srgb, var(--removed-line) 22%, transparent)' },
  '&.cm-merge-b .cm-changedText': { background: 'color-mix(in srgb, var(--added-line) 22%, transparent)' },
});

/** Two texts side by side, what is the same folded away. In a shadow root, as the editor is. */
export function openDiff(host: HTMLElement, before: string, after: string) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren();
  const extensions = (label: string): Extension => [
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.lineWrapping,
    lineNumbers(),
    sql({ dialect: PostgreSQL }),
    theme,
    colours,
  ];
  const view = new MergeView({
    a: { doc: before, extensions: extensions('Before') },
    b: { doc: after, extensions: extensions('After') },
    parent: root,
    root,
    gutter: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
  });
  return () => view.destroy();
}
