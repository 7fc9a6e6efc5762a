/** What we use of the peer: its package is there only once the bench has run, and types are checked without it. */
declare module '@event-driven-io/emmett-postgresql' {
  type Store = {
    schema: { migrate(): Promise<unknown> };
    appendToStream(
      stream: string,
      events: { type: string; data: object }[],
      options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
    ): Promise<unknown>;
  };
  export function getPostgreSQLEventStore(
    connectionString: string,
    options: { connectionOptions: { pooled: true; pool: import('pg').Pool } },
  ): Store;
}
