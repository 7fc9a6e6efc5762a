import type { Me } from '@pgai/contracts/identity.js';
import type { ViewDefinition } from '@pgai/contracts/views.js';
import type { Component } from 'svelte';
import type { Draft } from './draft.svelte.ts';

/** What every pane of the editor is given. */
export type PaneProps = { draft: Draft; view: ViewDefinition; team: string; me: Me };

/** Where a pane stands; panes of one area share it as tabs. */
export type Area = 'tree' | 'canvas' | 'columns' | 'sql' | 'versions' | 'results' | 'plan' | 'comments';

export type Pane = {
  id: string;
  label: string;
  area: Area;
  load: () => Promise<{ default: Component<PaneProps> }>;
  /** Only for what is written as a tree. */
  tree?: true;
};

/** In the order of ⌥1, ⌥2 …, of the switch on a phone, and of the tabs of an area. */
export const panes: readonly Pane[] = [
  { id: 'tree', label: 'Tables', area: 'tree', load: () => import('./tree/TablesPane.svelte') },
  {
    id: 'canvas',
    label: 'Canvas',
    area: 'canvas',
    load: () => import('./canvas/CanvasPane.svelte'),
    tree: true,
  },
  {
    id: 'columns',
    label: 'Columns',
    area: 'columns',
    load: () => import('./columns/ColumnsPane.svelte'),
    tree: true,
  },
  { id: 'sql', label: 'SQL', area: 'sql', load: () => import('./sql/SqlPane.svelte') },
  {
    id: 'description',
    label: 'Description',
    area: 'sql',
    load: () => import('./sql/DescriptionPane.svelte'),
  },
  {
    id: 'versions',
    label: 'Versions',
    area: 'versions',
    load: () => import('./versions/VersionsPane.svelte'),
  },
  {
    id: 'branches',
    label: 'Branches',
    area: 'versions',
    load: () => import('./branches/BranchesPane.svelte'),
  },
  { id: 'results', label: 'Results', area: 'results', load: () => import('./results/ResultsPane.svelte') },
  {
    id: 'problems',
    label: 'Problems',
    area: 'results',
    load: () => import('./problems/ProblemsPane.svelte'),
  },
  { id: 'lineage', label: 'Used by', area: 'results', load: () => import('./lineage/LineagePane.svelte') },
  { id: 'plan', label: 'Plan', area: 'plan', load: () => import('./plan/PlanPane.svelte') },
  {
    id: 'comments',
    label: 'Comments',
    area: 'comments',
    load: () => import('./comments/CommentsPane.svelte'),
  },
];
