-- Every event as a leaf of one Merkle tree (libs/ledger), in the order of the log; written by the projection `audit-ledger`.
-- data and metadata are as stored, sealed fields sealed; json and not jsonb, which has no room for \u0000 in a string.
-- subtrees: the roots of the subtrees this leaf completed, by height; the first is the leaf's own hash.
create table read.ledger_entry (
  leaf_index bigint primary key,
  position bigint not null,
  stream text not null,
  revision bigint not null,
  event_id uuid not null,
  action text not null,
  team_id text,
  actor_kind text not null,
  actor_id text not null,
  resource_type text not null,
  resource_id text not null,
  correlation_id text not null,
  at timestamptz not null,
  data json not null,
  metadata json not null,
  subtrees bytea[] not null
);
create index ledger_entry_of_team on read.ledger_entry (team_id, position) where team_id is not null;
create index ledger_entry_of_team_by_time on read.ledger_entry (team_id, at, position) where team_id is not null;

-- Roots of the subtrees that a leaf completes: beside each stands one of the same height, stored with the leaf that
-- completed it. The table is found on the search_path, so that a rebuild reads its own copy.
create function read.completed_subtrees(leaf_index bigint, leaf bytea) returns bytea[] language plpgsql stable as $$
declare
  completed bytea[] := array[leaf];
  root bytea := leaf;
  height integer := 0;
  neighbour bytea;
begin
  while (leaf_index >> height) & 1 = 1 loop
    select e.subtrees[height + 1] into strict neighbour
    from ledger_entry e where e.leaf_index = completed_subtrees.leaf_index - (1::bigint << height);
    root := sha256('\x01'::bytea || neighbour || root);
    completed := completed || root;
    height := height + 1;
  end loop;
  return completed;
end
$$;
