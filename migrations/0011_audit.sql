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
