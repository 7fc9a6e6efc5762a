import pg from 'pg';

/**
 * SQLSTATE classes and codes that say something of the server's state, not of the statement: connection, rollback
 * (deadlock, serialization), resources, operator intervention, system error, read-only standby, lock timeout.
 */
const ofTheServer = /^(08|40|53|57|58|25006|55P03)/;
const ofTheDriver = /^(Connection terminated|Client (was closed|has encountered)|timeout exceeded)/;

/** True when the same work may succeed later, false when it is the work that is wrong. */
export function isOutage(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return ofTheServer.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || (error.constructor === Error && ofTheDriver.test(error.message));
}
