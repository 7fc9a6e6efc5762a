import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import type { Awareness } from 'y-protocols/awareness';
import type { Text, UndoManager } from 'yjs';
import { remoteCursors } from './remote-cursors.ts';
import { proseTheme, theme } from './theme.ts';

type Shared = { text: Text; awareness: Awareness; undoManager: UndoManager; name: 'sql' | 'description' };

type Options = {
  /** What it is, for whoever cannot see where it stands. */
  label: string;
  language: 'sql' | 'prose';
  /** Without one it shows what it is told to, and cannot be typed in. */
  shared?: Shared | undefined;
  complete?: CompletionSource | undefined;
  /** Says that it has taken the keys. */
  format?: (() => boolean) | undefined;
  onselect?: ((selection: { from: number; to: number }) => void) | undefined;
};

export type Editor = {
  show(text: string): void;
  mayEdit(yes: boolean): void;
  underline(faults: Diagnostic[]): void;
  /** Selects a stretch, brings it into sight, and takes the focus. */
  goTo(from: number, to: number): void;
  destroy(): void;
};

/**
 * A text editor in a shadow root: there the styles are adopted, which the policy of the site allows, and which a style element in the
 * head of the page is not.
 */
export function openEditor(
  host: HTMLElement,
  { label, language, shared, complete, format, onselect }: Options,
): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren();
  const writable = new Compartment();
  const may = (yes: boolean): Extension => [
    EditorState.readOnly.of(!yes),
    EditorView.contentAttributes.of({ 'aria-readonly': String(!yes) }),
  ];

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: shared?.text.toString() ?? '',
      extensions: [
        writable.of(may(false)),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.lineWrapping,
        drawSelection(),
        replacing,
        search({ top: true }),
        language === 'sql'
          ? [sql({ dialect: PostgreSQL }), lineNumbers(), theme, bracketMatching()]
          : proseTheme,
        shared
          ? [
              yCollab(shared.text, null, { undoManager: shared.undoManager }),
              remoteCursors(shared.text, shared.awareness, shared.name),
            ]
          : [],
        shared && language === 'sql' ? [closeBrackets(), highlightActiveLine()] : [],
        complete ? autocompletion({ override: [complete], icons: false }) : [],
        Prec.high(keymap.of(format ? [{ key: 'Shift-Alt-f', run: format, preventDefault: true }] : [])),
        keymap.of([
          ...completionKeymap,
          ...searchKeymap,
          ...lintKeymap,
          ...(shared ? yUndoManagerKeymap : []),
          ...(language === 'sql' && shared ? [indentWithTab] : []),
          ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
        ]),
        EditorView.updateListener.of(({ selectionSet, state }) => {
          if (selectionSet) onselect?.({ from: state.selection.main.from, to: state.selection.main.to });
        }),
      ],
    }),
  });

  // Seen from outside the root it is no text field, and a letter typed into it would be a command of the page.
  const own = (event: KeyboardEvent) => {
    if (!event.metaKey && !event.ctrlKey && !event.altKey) event.stopPropagation();
  };
  host.addEventListener('keydown', own);

  return {
    show(text) {
      const before = view.state.doc.toString();
      if (text !== before) view.dispatch({ changes: { from: 0, to: before.length, insert: text } });
    },
    mayEdit: (yes) => view.dispatch({ effects: writable.reconfigure(may(yes)) }),
    underline: (faults) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          faults.map((fault) => within(fault, view.state.doc.length)),
        ),
      ),
    goTo(from, to) {
      const end = view.state.doc.length;
      view.dispatch({
        selection: { anchor: Math.min(from, end), head: Math.min(to, end) },
        scrollIntoView: true,
      });
      view.focus();
    },
    destroy() {
      host.removeEventListener('keydown', own);
      view.destroy();
    },
  };
}

/**
 * What is typed over a selection is put there by the editor. Done by the browser it would keep the look of what it replaces by an inline
 * style, which the policy of the site refuses with a line in the console.
 */
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    const { empty, from, to } = view.state.selection.main;
    if (inputType !== 'insertText' || !data || empty || view.composing || view.state.readOnly) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    event.preventDefault();
    if (!view.state.facet(EditorView.inputHandler).some((handles) => handles(view, from, to, data, insert)))
      view.dispatch(insert());
    return true;
  },
});

/** Faults are of a text that may be some letters older. */
function within(fault: Diagnostic, length: number): Diagnostic {
  const from = Math.max(0, Math.min(fault.from, length));
  return { ...fault, from, to: Math.max(from, Math.min(fault.to, length)) };
}
