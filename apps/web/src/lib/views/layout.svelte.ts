import { remember, remembered } from '#lib/ui/remembered.ts';
import type { Area } from './panes.ts';

const key = 'pgai-view-editor';
const usual = { tree: 228, sql: 358, versions: 232, canvas: 266, bottom: 276 };

/** How wide and high the panes are, and which are folded away; this browser keeps it. */
export class Layout {
  size = $state({ ...usual });
  folded = $state<Area[]>([]);

  constructor() {
    try {
      const kept = JSON.parse(remembered(key) ?? '{}') as {
        size?: Record<string, unknown>;
        folded?: unknown;
      };
      for (const name of Object.keys(usual) as (keyof typeof usual)[]) {
        const value = kept.size?.[name];
        if (typeof value === 'number' && value >= 80 && value <= 1_200) this.size[name] = value;
      }
      if (Array.isArray(kept.folded)) this.folded = kept.folded as Area[];
    } catch {
      // kept by another version of this page
    }
  }

  toggle(area: Area) {
    this.folded = this.folded.includes(area)
      ? this.folded.filter((other) => other !== area)
      : [...this.folded, area];
  }

  keep() {
    remember(key, JSON.stringify({ size: this.size, folded: this.folded }));
  }
}
