import { createContext } from 'svelte';
import type { Draft } from '../draft.svelte.ts';
import type { Tables } from '../tables.svelte.ts';

/** What the parts of the canvas share, for the diagram library makes them. */
export type Canvas = { draft: Draft; tables: Tables; openJoin: (id: string) => void };
export const [useCanvas, provideCanvas] = createContext<Canvas>();

/** Who is at a node, besides oneself. */
export const peopleAt = ({ people }: Draft, node: string) =>
  people.filter(({ where }) => where?.node === node);
