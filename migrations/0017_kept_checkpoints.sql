-- Where signed checkpoints of the ledger are kept outside of this database, and how that went last; written by the job
-- `keep-checkpoints`. Of no team: the tree spans all of them, and a checkpoint is a size and a hash.
create table app.checkpoint_target (
  target text primary key,
  kept_size bigint,
  kept_at timestamptz,
  -- copies that were read back and found to be of this very tree
  compared integer not null default 0,
  compared_at timestamptz,
  failure text,
  failed_at timestamptz,
  seen_at timestamptz not null default now()
);
grant select on app.checkpoint_target to pgai_api;
