import type {
  Connection,
  ConnectionDetail,
  ConnectionList,
  ConnectionMade,
  CreateConnectionInput,
  SampleList,
  TestLine,
} from '@pgai/contracts/connections.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { lines } from '#lib/api/lines.ts';
import { command, type Fetch, read } from '#lib/api/request.ts';

const base = (team: string) => `/api/teams/${team}/connections`;

/** Those that are not archived, by name. */
export const listConnections = (team: string, fetch: Fetch) =>
  read<ConnectionList>(`${base(team)}?limit=200&filter[status][ne]=archived`, fetch);
export const getConnection = (team: string, id: string, fetch: Fetch) =>
  read<ConnectionDetail>(`${base(team)}/${id}`, fetch);
export const listSamples = (team: string, fetch: Fetch) =>
  read<SampleList>(`/api/teams/${team}/connection-samples`, fetch);

export const createConnection = (team: string, fields: CreateConnectionInput) =>
  command<ConnectionMade>(base(team), fields);
export const connectSample = (team: string, database: string) =>
  command<ConnectionMade>(`/api/teams/${team}/connection-samples`, { database });

export type Change = Omit<CreateConnectionInput, 'password'> & { password?: string };
/**
 * Changes what `before` showed. What pgai itself noted since then (health, a use of the password) is nobody's change, so it
 * is sent for the newest revision; after what somebody set, for the one that was looked at, and is refused.
 */
export async function updateConnection(team: string, before: Connection, to: Change): Promise<Receipt> {
  const now = await getConnection(team, before.connection_id, globalThis.fetch);
  const { revision } = settingsOf(now) === settingsOf(before) ? now : before;
  return command<Receipt>(`${base(team)}/${before.connection_id}/update`, to, revision);
}

/** What people set, as one text. */
const settingsOf = (connection: Connection) => {
  const { name, host, port, database, username, ssl_mode, pool_min, pool_max, fingerprint, status } =
    connection;
  return JSON.stringify([
    name,
    host,
    port,
    database,
    username,
    ssl_mode,
    pool_min,
    pool_max,
    fingerprint,
    status,
  ]);
};

export const rotateCredential = (team: string, id: string, password: string) =>
  command<Receipt>(`${base(team)}/${id}/rotate-credential`, { password });
export const turnConnection = (team: string, id: string, way: 'disable' | 'enable' | 'archive') =>
  command<Receipt>(`${base(team)}/${id}/${way}`);

export const testFields = (team: string, fields: object, signal: AbortSignal) =>
  lines<TestLine>(`${base(team)}/test`, fields, signal);
export const testChange = (team: string, id: string, change: Change, signal: AbortSignal) =>
  lines<TestLine>(`${base(team)}/${id}/update/test`, change, signal);
export const testStored = (team: string, id: string, signal: AbortSignal) =>
  lines<TestLine>(`${base(team)}/${id}/test`, undefined, signal);

/** Comes back once the read model shows what the command did. */
export const shownConnection = (team: string, { id, revision }: { id: string; revision: number }) =>
  read<ConnectionDetail>(`${base(team)}/${id}?at_least=${revision}`);
