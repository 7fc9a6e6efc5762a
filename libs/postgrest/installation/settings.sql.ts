/**
 * PostgREST's db-pre-config and db-root-spec. A settings function that fails leaves PostgREST with its file and environment
 * alone, so what keeps an API shut (db-pre-request, jwt-secret, db-schemas, db-anon-role) has to stand there as well.
 */
export const settings = `
create function pgai.pre_config() returns void
language sql security definer set search_path = pg_catalog, pgai as $$
  select set_config('pgrst.' || name, value, true) from pgai.setting
$$;

create function pgai.document_of(in_schema text) returns json
language sql stable security definer set search_path = pg_catalog, pgai as $$
  select document from pgai.openapi where schema_name = in_schema
$$;
`;
