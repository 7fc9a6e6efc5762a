import Braces from '@lucide/svelte/icons/braces';
import Eye from '@lucide/svelte/icons/eye';
import Hash from '@lucide/svelte/icons/hash';
import List from '@lucide/svelte/icons/list';
import SquareFunction from '@lucide/svelte/icons/square-function';
import Table2 from '@lucide/svelte/icons/table-2';
import type { Entry } from '#lib/ui/palette.ts';

type Kind = { label: string; icon: Entry['icon']; order: number };

const table = { icon: Table2, order: 0 };
const view = { icon: Eye, order: 1 };
const routine = { icon: SquareFunction, order: 2 };
const type = { icon: List, order: 3 };

const kinds: Record<string, Kind> = {
  table: { label: 'table', ...table },
  partitioned_table: { label: 'partitioned table', ...table },
  foreign_table: { label: 'foreign table', ...table },
  view: { label: 'view', ...view },
  materialized_view: { label: 'materialised view', ...view },
  function: { label: 'function', ...routine },
  procedure: { label: 'procedure', ...routine },
  aggregate: { label: 'aggregate', ...routine },
  window: { label: 'window function', ...routine },
  enum: { label: 'enum', ...type },
  domain: { label: 'domain', ...type },
  range: { label: 'range', ...type },
  composite_type: { label: 'composite type', ...type, icon: Braces },
  sequence: { label: 'sequence', icon: Hash, order: 4 },
};

/** What the kind of an object is called and looks like. */
export const kindOf = (kind: string): Kind =>
  kinds[kind] ?? { label: kind.replaceAll('_', ' '), icon: Braces, order: 5 };

export const isTable = (kind: string) => ['table', 'partitioned_table', 'foreign_table'].includes(kind);

const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat('en-GB');

export const count = (value: number) => short.format(value);
export const exactly = (value: number) => exact.format(value);

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(value: number): string {
  const step = Math.min(units.length - 1, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
  const scaled = value / 1_000 ** step;
  return `${scaled >= 10 || step === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${units[step]}`;
}
