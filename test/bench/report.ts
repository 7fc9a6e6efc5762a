import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { figure, type Goal, type Row, reached } from './harness.ts';
import { runSql } from './lab.ts';

const bound = (goal: Goal) =>
  'least' in goal ? `≥ ${figure(goal.least)} ${goal.unit}` : `≤ ${figure(goal.most)} ${goal.unit}`;

const measured = ({ value, range, goal }: Row) =>
  `${figure(value)} ${goal.unit}${range ? ` (${figure(range[0])} to ${figure(range[1])})` : ''}`;

/** A table that reads well in a terminal and is Markdown as it stands. */
export function table(rows: readonly Row[]) {
  const cells = [
    ['What / against what', 'Ours', 'Against', 'Measured', 'Goal', ''],
    ...rows.map((row) => [
      row.what,
      row.ours,
      row.against,
      measured(row),
      bound(row.goal),
      reached(row.value, row.goal) ? 'met' : '**missed**',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((i) => Math.max(3, ...cells.map((line) => line[i]?.length ?? 0)));
  const line = (texts: string[]) => `| ${texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** When, and on what. */
export async function circumstances(server: string) {
  const { rows } = await runSql(
    server,
    "select current_setting('server_version') as version, current_setting('fsync') as fsync",
  );
  const [{ version, fsync }] = rows as [{ version: string; fsync: string }];
  const [cpu] = cpus();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return [
    new Date().toISOString().slice(0, 10),
    `commit ${commit}`,
    `${cpus().length} × ${cpu?.model ?? 'unknown processor'}`,
    `${figure(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    `PostgreSQL ${version}, fsync ${fsync}`,
  ].join(' · ');
}
