import type { Component } from 'svelte';

export type Entry = {
  id: string;
  label: string;
  icon: Component<{ size?: number; strokeWidth?: number; class?: string }>;
  /** Said at the end of the line: what kind of thing it is, or its state. */
  note?: string;
  key?: string;
  /** Other words people look for it by. */
  keywords?: string[];
  run: () => void;
};

export type EntryGroup = { label: string; entries: Entry[] };

/** Cuts a label around what was searched for, so that the match can be drawn. */
export function parts(label: string, search: string): [before: string, match: string, after: string] {
  const at = search ? label.toLocaleLowerCase().indexOf(search.toLocaleLowerCase()) : -1;
  if (at < 0) return [label, '', ''];
  return [label.slice(0, at), label.slice(at, at + search.length), label.slice(at + search.length)];
}
