import { typing } from '#lib/ui/list-keys.ts';

/** `mod+k`, a single letter, or two letters one after the other: `g h`. */
export type Shortcut = { keys: string; does: string; run: () => void };

const chordMs = 1_000;

export const mod = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';

/** How a shortcut is printed, one cap per key. */
export const caps = (keys: string) =>
  keys.split(/[ +]/).map((key) => (key === 'mod' ? mod : key.length === 1 ? key.toUpperCase() : key));

/** Listens for the shortcuts given at that moment. Single letters work only outside text fields and open dialogs. */
export function listenFor(shortcuts: () => Shortcut[]): () => void {
  let first = '';
  let firstAt = 0;

  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    const key = event.key.toLowerCase();
    const modified = event.metaKey || event.ctrlKey;
    if (!modified && (typing(event.target) || document.querySelector('[role=dialog],[role=menu]'))) return;

    const chord = Date.now() - firstAt < chordMs ? `${first} ${key}` : '';
    const pressed = modified ? [`mod+${key}`] : [chord, key];
    const found = shortcuts().find((shortcut) => pressed.includes(shortcut.keys));
    first = modified || found ? '' : key;
    firstAt = Date.now();
    if (!found) return;
    event.preventDefault();
    found.run();
  };

  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}
