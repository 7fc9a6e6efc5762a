import { ask, type Query } from './query.js';
import { scoped } from './read/scope.js';
import { rowsOf, section } from './read/section.js';

/** What moves all the time and so is no part of a snapshot. Rows are the server's own estimate, null before the first ANALYZE. */
export type RelationStatistics = {
  oid: number;
  rows: number | null;
  total_bytes: number;
  index_bytes: number;
  sequential_scans: number;
  index_scans: number;
  rows_written: number;
  dead_rows: number;
  analyzed_at: string | null;
  vacuumed_at: string | null;
};

/** Before PostgreSQL 14 a table that nobody counted has no rows, as an empty one has. */
const counted = (version: number) =>
  version >= 140_000
    ? 'c.reltuples >= 0'
    : 'c.reltuples > 0 or coalesce(s.last_analyze, s.last_autoanalyze, s.last_vacuum, s.last_autovacuum) is not null';

const question = (version: number) =>
  `${scoped('everything', version)} select ${section(
    [
      'c.oid::int8',
      `case when ${counted(version)} then c.reltuples::int8 end`,
      'pg_total_relation_size(c.oid)',
      'pg_indexes_size(c.oid)',
      'coalesce(s.seq_scan, 0)',
      'coalesce(s.idx_scan, 0)',
      'coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)',
      'coalesce(s.n_dead_tup, 0)',
      'greatest(s.last_analyze, s.last_autoanalyze)',
      'greatest(s.last_vacuum, s.last_autovacuum)',
    ],
    `from rel c left join pg_stat_all_tables s on s.relid = c.oid where c.relkind in ('r', 'm', 'p')`,
  )}::text as answer`;

export async function readStatistics(
  query: Query,
  options: { version: number; timeoutMs?: number },
): Promise<RelationStatistics[]> {
  const [columns = []] = (await ask(query, question(options.version), options)) as [
    Parameters<typeof rowsOf>[0],
  ];
  return rowsOf(
    columns,
    (
      oid: number,
      rows: number | null,
      total_bytes: number,
      index_bytes: number,
      sequential_scans: number,
      index_scans: number,
      rows_written: number,
      dead_rows: number,
      analyzed_at: string | null,
      vacuumed_at: string | null,
    ) => ({
      oid,
      rows,
      total_bytes,
      index_bytes,
      sequential_scans,
      index_scans,
      rows_written,
      dead_rows,
      analyzed_at,
      vacuumed_at,
    }),
  );
}
