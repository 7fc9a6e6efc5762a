import type { Attachment } from 'svelte/attachments';

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  j: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  k: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** Moves the focus between the rows of a list: arrows inside it, J and K from anywhere outside text fields. */
export const listKeys: Attachment<HTMLElement> = (list) => {
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const inside = event.target instanceof Node && list.contains(event.target);
    if (!inside && (event.key.length > 1 || typing(event.target) || document.querySelector('[role=dialog]')))
      return;

    const rows = [...list.querySelectorAll<HTMLElement>('.row-link')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[at < 0 ? 0 : step(at, rows.length - 1)]?.focus();
    event.preventDefault();
  };
  document.addEventListener('keydown', move);
  return () => document.removeEventListener('keydown', move);
};

/** Whether a single letter belongs to a text field just now. */
export function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
