import type { Draft } from '../draft.svelte.ts';

export type Selected = { in: 'sql' | 'description'; from: number; to: number };

/** What is selected in a text of the draft, so that a comment can hang on it. */
export class Selection {
  of = $state.raw<Selected>();

  set(selected: Selected) {
    this.of = selected.to > selected.from ? selected : undefined;
  }
}

const known = new WeakMap<Draft, Selection>();

export function selectionOf(draft: Draft): Selection {
  const found = known.get(draft) ?? new Selection();
  known.set(draft, found);
  return found;
}
