import type { Fault } from '@pgai/contracts/view-analysis.js';
import { printWithPlaces } from '@pgai/views/definition/print.js';
import type { Draft } from '../draft.svelte.ts';

/** Everything that is wrong with a draft: of its shape, and of its meaning; errors first. */
export function problemsOf({ faults, analysis }: Pick<Draft, 'faults' | 'analysis'>): Fault[] {
  const all = faults.length > 0 ? faults : (analysis?.faults ?? []);
  return all.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

export type Stretch = { start: number; end: number };

/** Where in the SQL a fault stands; of a tree where its node is written. */
export function stretchOf({ place }: Fault, content: Draft['content']): Stretch | undefined {
  if (!place) return undefined;
  if ('start' in place) return place;
  if (content?.profile !== 'nocode') return undefined;
  return printWithPlaces(content.query).places.find(({ node }) => node === place.node);
}

/** Lines and columns as people count them, from 1. */
export function lineOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}
