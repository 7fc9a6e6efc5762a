/**
 * Generic cell rate algorithm: a caller may be `burst - 1` steps ahead of an even rate. Every arrival is decided in one
 * statement on one row, so a hundred at once are decided one after the other. The row must not be part of the request's own
 * transaction (a GET is read only there; a POST would hold the row until it commits), so the guard asks over a connection
 * of its own to the same database: `take_apart`.
 */
export const limiter = `
create function pgai.take(
  bucket_key text, per_minute integer, burst integer, in_endpoint text, in_method text, in_role name, in_subject text,
  out allowed boolean, out remaining integer, out retry_after integer
)
language plpgsql security definer set search_path = pg_catalog, pgai set synchronous_commit = off as $$
declare
  step constant interval := interval '1 minute' / per_minute;
  now_ constant timestamptz := clock_timestamp();
  ahead interval;
begin
  insert into pgai.bucket as b values (bucket_key, now_ + step)
  on conflict (key) do update set due = greatest(b.due, now_) + step
  where greatest(b.due, now_) - now_ <= (burst - 1) * step
  returning b.due - now_ into ahead;
  allowed := found;
  if not allowed then
    select b.due - now_ into ahead from pgai.bucket b where b.key = bucket_key;
  end if;
  remaining := case when allowed then floor(extract(epoch from burst * step - ahead) / extract(epoch from step)) else 0 end;
  retry_after := case when allowed then 0
    else greatest(1, ceil(extract(epoch from ahead - (burst - 1) * step))) end;
  insert into pgai.usage as u values
    (in_endpoint, in_method, in_role, in_subject, date_trunc('minute', now_), 1, (not allowed)::integer)
  on conflict (endpoint, method, role, subject, minute) do update
  set requests = u.requests + 1, refused = u.refused + excluded.refused;
end $$;
`;

/** Without \`dblink\` there is no limit to be kept; a policy that has one refuses its requests instead of letting all pass. */
export const withoutLimiter = `
create function pgai.take_apart(
  bucket_key text, per_minute integer, burst integer, in_endpoint text, in_method text, in_role name, in_subject text,
  out allowed boolean, out remaining integer, out retry_after integer
)
language plpgsql security definer set search_path = pg_catalog, pgai as $$
begin
  perform pgai.refuse(503, 'PGAI503', 'The limit of this endpoint cannot be counted.', 'The limiter is not installed.', '{}');
end $$;
`;

/** \`dblink\` stands in the schema given; the server \`pgai_self\` leads back into this database. */
export const withLimiter = (dblink: string) => `
create function pgai.take_apart(
  bucket_key text, per_minute integer, burst integer, in_endpoint text, in_method text, in_role name, in_subject text,
  out allowed boolean, out remaining integer, out retry_after integer
)
language plpgsql security definer set search_path = pg_catalog, pgai as $$
declare
  ask constant text := format('select * from pgai.take(%L, %s, %s, %L, %L, %L, %L)',
    bucket_key, per_minute, burst, in_endpoint, in_method, in_role, in_subject);
begin
  for attempt in 1..2 loop
    begin
      if not coalesce('pgai_self' = any (${dblink}.dblink_get_connections()), false) then
        perform ${dblink}.dblink_connect('pgai_self', 'pgai_self');
      end if;
      select t.allowed, t.remaining, t.retry_after into allowed, remaining, retry_after
      from ${dblink}.dblink('pgai_self', ask) as t(allowed boolean, remaining integer, retry_after integer);
      return;
    exception when connection_exception or admin_shutdown or crash_shutdown or cannot_connect_now then
      if attempt = 2 then raise; end if;
      begin
        perform ${dblink}.dblink_disconnect('pgai_self');
      exception when others then null; -- it was gone already
      end;
    end;
  end loop;
end $$;
`;
