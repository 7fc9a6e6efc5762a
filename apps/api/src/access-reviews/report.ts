import type { AccessReview } from '@pgai/contracts/access-reviews.js';

const columns = [
  'kind',
  'id',
  'name',
  'email',
  'role',
  'grants',
  'since',
  'last_used_at',
  'decision',
  'decided_by',
  'decided_at',
  'revoked_at',
  'refused',
] as const;

/** A review as CSV (RFC 4180), one line a right. */
export function report({ rights }: AccessReview) {
  const lines = rights.map(({ subject, grants, ...right }) => {
    const cells = { ...right, ...subject, grants: grants.join(' ') };
    return columns.map((column) => cell(cells[column]));
  });
  return [columns, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A name may be a formula to the program that opens the file: such a cell begins with an apostrophe. */
export function cell(value: string | null) {
  if (value === null) return '';
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
