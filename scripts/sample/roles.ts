import { createHmac } from 'node:crypto';
import pg from 'pg';

const { escapeIdentifier, escapeLiteral } = pg;

/** Databases and roles of a sample. Roles belong to the whole server, so production and staging share them. */
export function sampleNames(prefix: string) {
  return {
    production: prefix,
    staging: `${prefix}_staging`,
    owner: `${prefix}_owner`,
    authenticator: `${prefix}_authenticator`,
    anon: `${prefix}_anon`,
    api: `${prefix}_api`,
  };
}

export type SampleNames = ReturnType<typeof sampleNames>;

/**
 * The password of a role that logs in, derived from the admin's so that nobody has to keep it. An admin without a
 * password is one the server trusts; then the roles have none either, and cannot log in where trust ends.
 */
export function rolePassword(adminUrl: string, role: string) {
  const { password } = new URL(adminUrl);
  return password && createHmac('sha256', decodeURIComponent(password)).update(role).digest('base64url');
}

export async function ensureRoles(admin: pg.Client, adminUrl: string, names: SampleNames) {
  const { owner, authenticator, anon, api } = names;
  const existing = await admin.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any ($1)',
    [[owner, authenticator, anon, api]],
  );
  const missing = (role: string) => !existing.rows.some(({ rolname }) => rolname === role);

  for (const role of [anon, api]) {
    if (missing(role)) await admin.query(`create role ${escapeIdentifier(role)} nologin`);
  }
  for (const role of [owner, authenticator]) {
    if (missing(role)) await admin.query(`create role ${escapeIdentifier(role)} login`);
    const password = rolePassword(adminUrl, role);
    await admin.query(
      `alter role ${escapeIdentifier(role)} password ${password ? escapeLiteral(password) : 'null'}`,
    );
  }
  // Whoever owns a database may look at what its sessions do; PostgREST's are among them.
  await admin.query(`grant pg_read_all_stats to ${escapeIdentifier(owner)}`);
  await admin.query(`alter role ${escapeIdentifier(authenticator)} noinherit`);
  await admin.query(
    `grant ${escapeIdentifier(anon)}, ${escapeIdentifier(api)} to ${escapeIdentifier(authenticator)}`,
  );
}
