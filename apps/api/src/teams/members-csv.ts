import { Email, Role } from '@pgai/contracts/identity.js';
import { type ImportLine, importLimit } from '@pgai/contracts/invitations.js';
import { CsvError, parse } from 'csv-parse/sync';
import { ProblemError } from '../platform/problem.js';

const columns = ['email', 'role'];

/** Lines of a CSV with the columns email and role, each with what is wrong with it by itself. */
export function readMembers(csv: string): ImportLine[] {
  const rows = recordsOf(csv);
  const [head, ...rest] = rows;
  const names = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw notImportable(
      `The first line names the columns; it lacks ${missing.join(' and ')}. Example: email,role`,
    );
  if (rest.length > importLimit)
    throw notImportable(`${rest.length} lines; at most ${importLimit} at a time. Split the file.`);

  const seen = new Map<string, number>();
  return rest.map(({ record, line }) => {
    const cell = (name: string) => (record[names.indexOf(name)] ?? '').trim();
    const email = cell('email');
    const role = cell('role').toLowerCase();
    const problem = record.length !== names.length ? wrongWidth(record, names) : wrongCell(email, role);
    const first = seen.get(email.toLowerCase());
    if (!problem && first === undefined) seen.set(email.toLowerCase(), line);
    const twice = first === undefined ? null : refusal('email', 'duplicate', `The same as line ${first}.`);
    return { line, email: email.slice(0, 300), role: role.slice(0, 50), problem: problem ?? twice };
  });
}

type Row = { record: string[]; line: number };

function recordsOf(csv: string): Row[] {
  try {
    const rows = parse(csv, {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: 10_000,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw notImportable(`This is not CSV: ${error.message}`);
  }
}

const refusal = (field: string, code: string, message: string) => ({ field, code, message });

const wrongWidth = ({ length }: string[], names: string[]) =>
  refusal('line', 'wrong-columns', `${length} cells where the first line names ${names.length} columns.`);

function wrongCell(email: string, role: string) {
  if (email === '') return refusal('email', 'missing', 'No e-mail address.');
  if (!Email.safeParse(email).success) return refusal('email', 'invalid', 'Not an e-mail address.');
  if (!Role.safeParse(role).success)
    return refusal('role', role === '' ? 'missing' : 'invalid', `One of ${Role.options.join(', ')}.`);
  return null;
}

const notImportable = (message: string) =>
  new ProblemError(422, 'not-importable', message, {
    errors: [{ field: 'csv', code: 'not-importable', message }],
  });
