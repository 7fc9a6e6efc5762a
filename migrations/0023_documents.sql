-- Drafts as Yjs documents: what was compacted, and the updates since. A transaction says which view it is for, as for a
-- team: a query that forgets it sees no row. Rows are appended without being read, many documents in one statement.
create function app.current_view() returns uuid language sql stable
  return nullif(current_setting('app.view_id', true), '')::uuid;

create table app.document_snapshot (
  view_id uuid not null,
  branch text not null,
  content bytea not null,
  -- by person, how many updates of theirs are in it
  edits jsonb not null,
  compacted_at timestamptz not null default now(),
  primary key (view_id, branch)
);

create table app.document_update (
  view_id uuid not null,
  branch text not null,
  update_id uuid not null,
  person text not null,
  content bytea not null,
  stored_at timestamptz not null default now(),
  primary key (view_id, branch, update_id)
);

-- Whose Yjs client this is. It belongs to the first who wrote with it, for as long as the document is there.
create table app.document_client (
  view_id uuid not null,
  branch text not null,
  client_id bigint not null,
  person text not null,
  primary key (view_id, branch, client_id)
);

do $$
declare t text;
begin
  foreach t in array array['app.document_snapshot', 'app.document_update', 'app.document_client']
  loop
    execute 'alter table ' || t || ' enable row level security';
    execute 'create policy one_view on ' || t || ' to pgai_api using (view_id = app.current_view()) with check (true)';
    execute 'grant select, insert, update, delete on ' || t || ' to pgai_api';
  end loop;
end
$$;
