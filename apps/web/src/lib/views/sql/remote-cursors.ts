import { Annotation, type Extension, type Range, RangeSet } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
  type Text,
} from 'yjs';
import { personColour } from '#lib/ui/person.ts';

export type Other = { name: string; colour: string; anchor: number; head: number };

const moved = Annotation.define<true>();

/** Where the others are in a text, and where one is oneself, told to them. */
export function remoteCursors(text: Text, awareness: Awareness, name: string): Extension {
  class Cursors {
    decorations: DecorationSet;

    constructor(readonly view: EditorView) {
      this.decorations = shown(view.state.doc.length);
      awareness.on('change', this.#look);
    }

    update(update: ViewUpdate) {
      if (update.docChanged || update.transactions.some((transaction) => transaction.annotation(moved)))
        this.decorations = shown(update.state.doc.length);
      if (update.selectionSet || update.docChanged || update.focusChanged) tell(update.view);
    }

    destroy() {
      awareness.off('change', this.#look);
      awareness.setLocalStateField('text', null);
    }

    #look = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID))
        this.view.dispatch({ annotations: moved.of(true) });
    };
  }

  function tell(view: EditorView) {
    if (!view.hasFocus) return;
    const { anchor, head } = view.state.selection.main;
    const place = (at: number) => JSON.parse(JSON.stringify(createRelativePositionFromTypeIndex(text, at)));
    queueMicrotask(() =>
      awareness.setLocalStateField('text', { in: name, anchor: place(anchor), head: place(head) }),
    );
  }

  function shown(length: number): DecorationSet {
    const ranges = othersIn(text, awareness, name).flatMap(({ name, colour, anchor, head }) =>
      rangesOf(name, colour, Math.min(anchor, length), Math.min(head, length)),
    );
    return ranges.length > 0 ? Decoration.set(ranges, true) : RangeSet.empty;
  }

  return ViewPlugin.fromClass(Cursors, { decorations: ({ decorations }) => decorations });
}

/** The others who are in this text; what they say of themselves may be anything. */
export function othersIn(text: Text, awareness: Awareness, name: string): Other[] {
  return [...awareness.getStates()].flatMap(([client, state]) => {
    const { user, text: at } = state as {
      user?: { id?: unknown; name?: unknown };
      text?: Record<string, unknown>;
    };
    if (client === awareness.clientID || at?.in !== name || typeof user?.id !== 'string') return [];
    const [anchor, head] = [at.anchor, at.head].map((place) => indexOf(text, place));
    if (anchor === undefined || head === undefined) return [];
    return [{ name: String(user.name ?? ''), colour: personColour(user.id), anchor, head }];
  });
}

/** Where a relative position is now; nothing when what it stood at is gone with its text, or it is none. */
export function indexOf(text: Text, place: unknown): number | undefined {
  if (!text.doc || typeof place !== 'object' || place === null) return undefined;
  try {
    const found = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(place), text.doc);
    return found?.type === text ? found.index : undefined;
  } catch {
    return undefined;
  }
}

function rangesOf(name: string, colour: string, anchor: number, head: number): Range<Decoration>[] {
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
  const caret = Decoration.widget({ side: head > anchor ? -1 : 1, widget: new Caret(name, colour) }).range(
    head,
  );
  if (from === to) return [caret];
  return [
    Decoration.mark({ class: 'cm-remote', attributes: { style: `--pc: ${colour}` } }).range(from, to),
    caret,
  ];
}

class Caret extends WidgetType {
  constructor(
    readonly name: string,
    readonly colour: string,
  ) {
    super();
  }

  override eq(other: Caret) {
    return other.name === this.name && other.colour === this.colour;
  }

  override toDOM() {
    const caret = document.createElement('span');
    caret.className = 'cm-caret';
    caret.style.setProperty('--pc', this.colour);
    const flag = caret.appendChild(document.createElement('span'));
    flag.className = 'cm-flag';
    flag.dataset.name = this.name; // drawn, and no part of the text
    return caret;
  }

  override ignoreEvent() {
    return true;
  }
}
