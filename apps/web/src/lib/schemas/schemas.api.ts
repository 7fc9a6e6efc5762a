import type { ConnectionList } from '@pgai/contracts/connections.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type { ColumnExamples, SchemaObjectDetail } from '@pgai/contracts/schema-objects.js';
import type {
  AnnotateObject,
  DatabaseSchema,
  SchemaChangeList,
  SchemaOutline,
  SchemaRefreshed,
  SchemaRevert,
  SchemaStatistics,
  SchemaTrail,
  SchemaVersionList,
} from '@pgai/contracts/schemas.js';
import { ask, command, type Fetch, read } from '#lib/api/request.ts';

const base = (team: string, connection: string) => `/api/teams/${team}/connections/${connection}/schema`;

export const listDatabases = (team: string, fetch: Fetch) =>
  read<ConnectionList>(`/api/teams/${team}/connections?limit=200&filter[status][ne]=archived`, fetch);
export const getOutline = (team: string, connection: string, fetch: Fetch) =>
  read<SchemaOutline>(`${base(team, connection)}?detail=names`, fetch);
export const getSchema = (team: string, connection: string, version: string | null, fetch: Fetch) =>
  read<DatabaseSchema>(`${base(team, connection)}${version ? `?version=${version}` : ''}`, fetch);
export const getObject = (team: string, connection: string, object: string, fetch: Fetch) =>
  read<SchemaObjectDetail>(`${base(team, connection)}/objects/${encodeURIComponent(object)}`, fetch);
export const getExamples = (team: string, connection: string, object: number) =>
  read<ColumnExamples>(`${base(team, connection)}/objects/${object}/examples`);
export const listChanges = (team: string, connection: string, limit: number, fetch: Fetch) =>
  read<SchemaChangeList>(`${base(team, connection)}/changes?limit=${limit}`, fetch);
export const listVersions = (team: string, connection: string, fetch: Fetch) =>
  read<SchemaVersionList>(`${base(team, connection)}/versions?limit=50`, fetch);
export const getStatistics = (team: string, connection: string) =>
  read<SchemaStatistics>(`${base(team, connection)}/statistics`);

/** Ends the reading in the database when the signal does, unless somebody else waits for it. */
export const refreshSchema = (team: string, connection: string, signal: AbortSignal) =>
  ask<SchemaRefreshed>(`${base(team, connection)}/refresh`, {}, signal);
export const annotate = (team: string, connection: string, note: AnnotateObject) =>
  command<Receipt>(`${base(team, connection)}/annotations`, note);
export const settleDrift = (
  team: string,
  connection: string,
  change: string,
  how: 'adopt' | 'ignore',
  note: string,
) => command<Receipt>(`${base(team, connection)}/changes/${change}/${how}`, { note });

export const getRevert = (team: string, connection: string, change: string) =>
  read<SchemaRevert>(`${base(team, connection)}/changes/${change}/revert`);

export const getTrail = (team: string, connection: string) =>
  read<SchemaTrail>(`${base(team, connection)}/trail`);
export const changeTrail = (team: string, connection: string, how: 'install' | 'remove') =>
  command<Receipt>(`${base(team, connection)}/trail/${how}`, {});

export const documentationFile = (team: string, connection: string, query: Record<string, string>) =>
  `${base(team, connection)}/documentation?${new URLSearchParams(query)}`;
