-- Appends a batch of leaves to the tree: what each completes comes from the leaves before it, of which only the newest
-- few subtrees are looked up, once a batch; the rest is reckoned in memory. The tables are found on the search_path, so
-- that a rebuild appends to its own copy.
create function read.append_leaves(
  positions bigint[], streams text[], revisions bigint[], event_ids uuid[], actions text[], team_ids text[],
  actor_kinds text[], actor_ids text[], resource_types text[], resource_ids text[], correlation_ids text[],
  ats timestamptz[], datas text[], metadatas text[], leaves bytea[]
) returns void language plpgsql as $$
declare
  first bigint := (select coalesce(max(e.leaf_index) + 1, 0) from ledger_entry e);
  size bigint := first;
  frontier bytea[] := '{}';
  completed text[] := '{}';
  own bytea[];
  root bytea;
  leaf bytea;
  height integer;
  place bigint;
begin
  -- The roots of the complete subtrees that the tree consists of, by height: each stands with its last leaf.
  for height in 0..62 loop
    exit when (first >> height) = 0;
    if (first >> height) & 1 = 1 then
      place := ((first >> height) << height) - 1;
      select e.subtrees[height + 1] into strict root from ledger_entry e where e.leaf_index = place;
      frontier[height] := root;
    end if;
  end loop;

  foreach leaf in array leaves loop
    own := array[leaf];
    root := leaf;
    height := 0;
    while (size >> height) & 1 = 1 loop
      root := sha256('\x01'::bytea || frontier[height] || root);
      own := own || root;
      height := height + 1;
    end loop;
    frontier[height] := root;
    completed := completed || own::text;
    size := size + 1;
  end loop;

  insert into ledger_entry (leaf_index, position, stream, revision, event_id, action, team_id, actor_kind, actor_id,
    resource_type, resource_id, correlation_id, at, data, metadata, subtrees)
  select first + u.n - 1, u.position, u.stream, u.revision, u.event_id, u.action, u.team_id, u.actor_kind, u.actor_id,
    u.resource_type, u.resource_id, u.correlation_id, u.at, u.data::json, u.metadata::json, u.subtrees::bytea[]
  from unnest(positions, streams, revisions, event_ids, actions, team_ids, actor_kinds, actor_ids, resource_types,
    resource_ids, correlation_ids, ats, datas, metadatas, completed) with ordinality
    as u (position, stream, revision, event_id, action, team_id, actor_kind, actor_id, resource_type, resource_id,
      correlation_id, at, data, metadata, subtrees, n)
  order by u.n;
end
$$;
drop function read.completed_subtrees(bigint, bytea);

-- What the resources of a team were at certain positions, so that a past state takes a short replay. All of it is derived
-- from the ledger by the API's program named here, and may be deleted at any time. A snapshot holds what changed since the
-- one before it, hence goes with it.
create table app.team_snapshot (
  team_id uuid not null,
  position bigint not null,
  previous bigint,
  program text not null,
  created_at timestamptz not null default now(),
  primary key (team_id, position),
  foreign key (team_id, previous) references app.team_snapshot on delete cascade
);
create index team_snapshot_after on app.team_snapshot (team_id, previous);
create table app.resource_snapshot (
  team_id uuid not null,
  stream text collate "C" not null,
  position bigint not null,
  revision bigint not null,
  state json not null,
  primary key (team_id, stream, position),
  foreign key (team_id, position) references app.team_snapshot on delete cascade
);
create index resource_snapshot_of on app.resource_snapshot (team_id, position);
alter table app.team_snapshot enable row level security;
create policy tenant on app.team_snapshot to pgai_api using (team_id = app.current_team());
alter table app.resource_snapshot enable row level security;
create policy tenant on app.resource_snapshot to pgai_api using (team_id = app.current_team());
grant select, insert, update, delete on app.team_snapshot, app.resource_snapshot to pgai_api;

-- Whole entries for the comparison with the log, as text: nearly all are equal, and text is compared soonest.
create function read.ledger_as_text(after bigint, reach bigint, entries integer)
returns table (leaf_index text, "position" text, stream text, revision text, event_id text, action text, team_id text,
  actor_kind text, actor_id text, resource_type text, resource_id text, correlation_id text, at text, data text,
  metadata text, subtrees text)
language sql stable security definer set search_path = '' as $$
  select e.leaf_index::text, e.position::text, e.stream, e.revision::text, e.event_id::text, e.action, e.team_id,
    e.actor_kind, e.actor_id, e.resource_type, e.resource_id, e.correlation_id, extract(epoch from e.at)::text,
    e.data::text, e.metadata::text, e.subtrees::text
  from read.ledger_entry e where e.leaf_index > after and e.position <= reach order by e.leaf_index limit entries
$$;
drop function read.whole_ledger(bigint, bigint, integer);
revoke execute on function read.ledger_as_text(bigint, bigint, integer) from public;
grant execute on function read.ledger_as_text(bigint, bigint, integer) to pgai_api;
