/**
 * Runs before every request (PostgREST's db-pre-request) and refuses what no policy allows. `pre_request` is an INVOKER: only
 * so does it see which schema PostgREST chose (the first of search_path), and may become the role of an API key. What it
 * answers never contains what a client sent: a line break in there would begin a header of the client's own.
 */
export const guard = `
create function pgai.refuse(status integer, code text, message text, hint text, headers jsonb) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  raise sqlstate 'PGRST' using
    message = jsonb_build_object('code', code, 'message', message, 'hint', hint)::text,
    detail = jsonb_build_object('status', status, 'headers', headers)::text;
end $$;

create function pgai.caller_of_key(secret text, out role name, out subject text, out claims jsonb)
language sql stable security definer set search_path = pg_catalog, pgai as $$
  select k.role, k.subject, k.claims || jsonb_build_object('role', k.role, 'sub', k.subject)
  from pgai.api_key k
  where k.hash = sha256(convert_to(secret, 'UTF8'))
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;

-- The password of Basic is an API key; what cannot be decoded is none.
create function pgai.key_in_basic(header text) returns text
language plpgsql immutable set search_path = pg_catalog as $$
declare pair text;
begin
  pair := convert_from(decode(substr(header, 7), 'base64'), 'UTF8');
  return substr(pair, strpos(pair, ':') + 1);
exception when others then
  return '';
end $$;

create function pgai.check_policy(
  in_schema text, in_method text, in_path text, caller_role name, caller_subject text, way text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pgai as $$
declare
  p pgai.policy;
  allowed text;
  taken record;
begin
  select * into p from pgai.policy x
  where x.schema_name = in_schema and x.path = in_path and x.method = in_method;
  if not found then
    select string_agg(case x.method when 'GET' then 'GET, HEAD' else x.method end, ', ' order by x.method) into allowed
    from pgai.policy x where x.schema_name = in_schema and x.path = in_path;
    if allowed is null then
      perform pgai.refuse(404, 'PGAI404', 'No such endpoint in this version.', null, '{}');
    end if;
    perform pgai.refuse(405, 'PGAI405', 'This endpoint does not take this method.', 'Allowed: ' || allowed,
      jsonb_build_object('Allow', allowed));
  end if;
  if not way = any (p.ways) then
    perform pgai.refuse(401, 'PGAI401',
      case way when 'anonymous' then 'This endpoint wants to know who asks.' else 'This endpoint is not opened this way.' end,
      'Ways in: ' || array_to_string(p.ways, ', '),
      jsonb_build_object('WWW-Authenticate', case when 'jwt' = any (p.ways) then 'Bearer' when 'basic' = any (p.ways) then 'Basic' else 'ApiKey' end));
  end if;
  if not caller_role = any (p.roles) then
    perform pgai.refuse(403, 'PGAI403', 'Whoever asks may not use this endpoint.', 'Role: ' || caller_role, '{}');
  end if;
  if p.per_minute is null then
    return p.headers;
  end if;
  select * into taken from pgai.take_apart(
    p.endpoint || ' ' || case when p.per_caller then caller_role || ' ' || caller_subject else '' end,
    p.per_minute, p.burst, p.endpoint, in_method, caller_role, caller_subject);
  if not taken.allowed then
    perform pgai.refuse(429, 'PGAI429', 'Too many requests.', 'Come back in ' || taken.retry_after || ' s.',
      jsonb_build_object('Retry-After', taken.retry_after::text, 'RateLimit-Limit', p.per_minute::text,
        'RateLimit-Remaining', '0', 'RateLimit-Reset', taken.retry_after::text));
  end if;
  return p.headers || jsonb_build_array(
    jsonb_build_object('RateLimit-Limit', p.per_minute::text),
    jsonb_build_object('RateLimit-Remaining', taken.remaining::text));
end $$;

create function pgai.pre_request() returns void
language plpgsql as $$
declare
  headers json := current_setting('request.headers', true)::json;
  bearer constant boolean := coalesce(headers->>'authorization' ilike 'bearer %', false);
  basic constant boolean := coalesce(headers->>'authorization' ilike 'basic %', false);
  secret text := coalesce(headers->>'x-api-key', headers->>'apikey');
  way text := case when bearer then 'jwt' else 'anonymous' end;
  caller record;
begin
  if secret is not null and (bearer or basic) then
    perform pgai.refuse(400, 'PGAI400', 'The request says in two ways who asks.', 'Send one of them.', '{}');
  end if;
  if basic then
    secret := pgai.key_in_basic(headers->>'authorization');
  end if;
  if secret is not null then
    way := case when basic then 'basic' else 'api_key' end;
    select * into caller from pgai.caller_of_key(secret);
    if caller.role is null then
      perform pgai.refuse(401, 'PGAI401', 'This key opens nothing.', 'It may have ended, or been revoked.',
        jsonb_build_object('WWW-Authenticate', case when basic then 'Basic' else 'ApiKey' end));
    end if;
    perform set_config('role', caller.role, true), set_config('request.jwt.claims', caller.claims::text, true);
  end if;
  perform set_config('response.headers', pgai.check_policy(
    trim(both '"' from split_part(current_setting('search_path'), ',', 1)),
    case current_setting('request.method') when 'HEAD' then 'GET' else current_setting('request.method') end,
    current_setting('request.path'),
    current_user,
    coalesce(nullif(current_setting('request.jwt.claims', true), '')::json->>'sub', ''),
    way
  )::text, true);
end $$;
`;
