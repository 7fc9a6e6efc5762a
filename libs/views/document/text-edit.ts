import type * as Y from 'yjs';
import { hunksOf, linesOf } from '../definition/lines.js';

/** Turns a text into another by few insertions and deletions, so that cursors and what others type beside them stay. */
export function editText(text: Y.Text, wanted: string): void {
  const before = linesOf(text.toString());
  const after = linesOf(wanted);
  const hunks = hunksOf(before, after);
  const starts = [0];
  for (const line of before) starts.push((starts.at(-1) ?? 0) + line.length);
  for (const { from, to, becomes } of hunks.reverse()) {
    const old = before.slice(from, to).join('');
    const now = after.slice(becomes.from, becomes.to).join('');
    const head = sameHead(old, now);
    const tail = sameTail(old.slice(head), now.slice(head));
    const at = (starts[from] ?? 0) + head;
    if (old.length > head + tail) text.delete(at, old.length - head - tail);
    if (now.length > head + tail) text.insert(at, now.slice(head, now.length - tail));
  }
}

const isHighHalf = (code: number) => code >= 0xd800 && code < 0xdc00;
const isLowHalf = (code: number) => code >= 0xdc00 && code < 0xe000;

/** Never between the halves of a character. */
function sameHead(a: string, b: string): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count > 0 && isHighHalf(a.charCodeAt(count - 1)) ? count - 1 : count;
}

function sameTail(a: string, b: string): number {
  let count = 0;
  while (count < a.length && count < b.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count > 0 && isLowHalf(a.charCodeAt(a.length - count)) ? count - 1 : count;
}
