/** The whole storage: one table. The unique keys are a second guard behind the single writer. */
export const createTables = `
  create schema if not exists node;
  create table if not exists node.events (
    position bigint primary key,
    stream text collate "C" not null,
    revision bigint not null,
    id uuid not null,
    type text not null,
    json boolean not null,
    data bytea not null,
    meta bytea not null,
    created bigint not null,
    unique (stream, revision)
  );
`;
