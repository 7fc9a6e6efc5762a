import type { ReadTables } from '@pgai/db/tables.js';
import type { ViewRunEvent } from '@pgai/domain/views/view-run.js';
import type { Insertable, Kysely } from 'kysely';
import { type Projected, projection } from '../projection.js';

/** Answers: how long did a view take last, and how many rows is it thought to have? */
export const viewFigures = projection<ViewRunEvent>('view-figures', ['view_figures'], {
  ViewPreviewed: (db, event) => measured(db, event, { last_preview_ms: event.data.duration_ms }),
  ViewPlanCaptured: (db, event) => {
    const { estimated_rows, execution_ms } = event.data;
    return measured(db, event, {
      estimated_rows,
      ...(execution_ms !== null && { last_execution_ms: execution_ms }),
    });
  },
});

const measured = (
  db: Kysely<ReadTables>,
  { subject, at, revision, metadata }: Projected<ViewRunEvent>,
  figures: Partial<Insertable<ReadTables['view_figures']>>,
) => {
  const set = { ...figures, measured_at: at, revision: Number(revision) };
  return db
    .insertInto('view_figures')
    .values({ view_id: subject, team_id: metadata.team_id ?? '', ...set })
    .onConflict((c) => c.column('view_id').doUpdateSet(set));
};
