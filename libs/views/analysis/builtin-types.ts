/** Functions of PostgreSQL 18 that return one type whatever they are given: types with their functions. */
export const steadyFunctions = `
  bigint: bit_count count crc32 crc32c currval dense_rank lastval nextval pg_database_size
    pg_relation_size pg_size_bytes pg_table_size pg_total_relation_size rank regr_count row_number setval
    txid_current txid_current_if_assigned txid_snapshot_xmax txid_snapshot_xmin
  boolean: bool_and bool_or every isclosed isfinite ishorizontal isopen isparallel isperp isvertical
    jsonb_populate_record_valid lower_inc lower_inf overlaps regexp_like txid_visible_in_snapshot upper_inc
    upper_inf xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlexists xmlvalidate
    xpath_exists
  bytea: convert convert_to decode loread set_byte sha224 sha256 sha384 sha512
  date: date make_date to_date
  double precision: acos acosd acosh area asin asind asinh atan atan2 atan2d atand atanh cbrt corr cos
    cosd cosh cot cotd covar_pop covar_samp cume_dist date_part daterange_subdiff degrees diameter erf erfc
    gamma height lgamma numrange_subdiff percent_rank pi radians radius random_normal regr_avgx regr_avgy
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sin sind sinh slope tan tand tanh
    tsrange_subdiff tstzrange_subdiff width
  inet: broadcast hostmask netmask
  integer: array_length array_lower array_ndims array_position array_upper ascii bit_length cardinality
    char_length character_length family json_array_length jsonb_array_length lowrite masklen min_scale npoints
    ntile num_nonnulls num_nulls octet_length pg_column_size position regexp_count regexp_instr scale strpos
    textlen width_bucket
  interval: interval justify_days justify_hours justify_interval make_interval
  json: array_to_json json_agg json_agg_strict json_build_array json_build_object json_object
    json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict
    json_strip_nulls row_to_json to_json
  jsonb: jsonb_agg jsonb_agg_strict jsonb_build_array jsonb_build_object jsonb_concat jsonb_insert
    jsonb_object jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
    jsonb_object_agg_unique_strict jsonb_set jsonb_set_lax jsonb_strip_nulls to_jsonb
  name: current_database current_schema current_user session_user
  numeric: div extract factorial numeric to_number trim_scale
  real: ts_rank ts_rank_cd
  smallint: uuid_extract_version
  text: abbrev anytextcat array_dims array_to_string casefold chr col_description concat concat_ws
    convert_from current_query current_setting encode format format_type host initcap json_typeof jsonb_pretty
    jsonb_typeof left lpad md5 normalize obj_description pg_get_viewdef pg_size_pretty quote_ident
    quote_literal quote_nullable regexp_replace regexp_substr repeat replace right rpad set_config
    shobj_description similar_escape similar_to_escape split_part system_user text textcat timeofday to_ascii
    to_bin to_char to_hex to_oct translate txid_status unistr version
  text[]: parse_ident regexp_match regexp_split_to_array string_to_array
  time without time zone: make_time time
  timestamp with time zone: clock_timestamp make_timestamptz now statement_timestamp timestamptz
    to_timestamp transaction_timestamp uuid_extract_timestamp
  timestamp without time zone: make_timestamp timestamp
  tsquery: phraseto_tsquery plainto_tsquery to_tsquery ts_rewrite websearch_to_tsquery
  tsvector: array_to_tsvector json_to_tsvector jsonb_to_tsvector setweight strip to_tsvector
  uuid: gen_random_uuid uuidv4 uuidv7
  xml: cursor_to_xml cursor_to_xmlschema database_to_xml database_to_xml_and_xmlschema
    database_to_xmlschema query_to_xml query_to_xml_and_xmlschema query_to_xmlschema schema_to_xml
    schema_to_xml_and_xmlschema schema_to_xmlschema table_to_xml table_to_xml_and_xmlschema table_to_xmlschema
    xmlagg xmlcomment xmltext
`;

/** What others return for what they are given, of everyday types; `*` is a set. */
export const functionTypes = `
  abs: bigint>bigint; double precision>double precision; integer>integer; numeric>numeric; real>real; smallint>smallint
  age: timestamp with time zone>interval; timestamp with time zone,timestamp with time zone>interval; timestamp without time zone>interval; timestamp without time zone,timestamp without time zone>interval
  avg: bigint>numeric; double precision>double precision; integer>numeric; interval>interval; numeric>numeric; real>double precision; smallint>numeric
  bit_and: bigint>bigint; integer>integer; smallint>smallint
  bit_or: bigint>bigint; integer>integer; smallint>smallint
  bit_xor: bigint>bigint; integer>integer; smallint>smallint
  btrim: bytea,bytea>bytea; text>text; text,text>text
  ceil: double precision>double precision; numeric>numeric
  ceiling: double precision>double precision; numeric>numeric
  date_bin: interval,timestamp with time zone,timestamp with time zone>timestamp with time zone; interval,timestamp without time zone,timestamp without time zone>timestamp without time zone
  date_trunc: text,interval>interval; text,timestamp with time zone>timestamp with time zone; text,timestamp with time zone,text>timestamp with time zone; text,timestamp without time zone>timestamp without time zone
  exp: double precision>double precision; numeric>numeric
  floor: double precision>double precision; numeric>numeric
  gcd: bigint,bigint>bigint; integer,integer>integer; numeric,numeric>numeric
  generate_series: bigint,bigint>bigint*; bigint,bigint,bigint>bigint*; integer,integer>integer*; integer,integer,integer>integer*; numeric,numeric>numeric*; numeric,numeric,numeric>numeric*; timestamp with time zone,timestamp with time zone,interval>timestamp with time zone*; timestamp with time zone,timestamp with time zone,interval,text>timestamp with time zone*; timestamp without time zone,timestamp without time zone,interval>timestamp without time zone*
  json_array_elements: json>json*
  json_array_elements_text: json>text*
  json_object_keys: json>text*
  jsonb_array_elements: jsonb>jsonb*
  jsonb_array_elements_text: jsonb>text*
  jsonb_object_keys: jsonb>text*
  length: bytea>integer; character>integer; text>integer; tsvector>integer
  ln: double precision>double precision; numeric>numeric
  log: double precision>double precision; numeric>numeric; numeric,numeric>numeric
  log10: double precision>double precision; numeric>numeric
  lower: text>text
  ltrim: bytea,bytea>bytea; text>text; text,text>text
  max: bigint>bigint; bytea>bytea; character>character; date>date; double precision>double precision; inet>inet; integer>integer; interval>interval; numeric>numeric; real>real; smallint>smallint; text>text; time with time zone>time with time zone; time without time zone>time without time zone; timestamp with time zone>timestamp with time zone; timestamp without time zone>timestamp without time zone
  min: bigint>bigint; bytea>bytea; character>character; date>date; double precision>double precision; inet>inet; integer>integer; interval>interval; numeric>numeric; real>real; smallint>smallint; text>text; time with time zone>time with time zone; time without time zone>time without time zone; timestamp with time zone>timestamp with time zone; timestamp without time zone>timestamp without time zone
  mod: bigint,bigint>bigint; integer,integer>integer; numeric,numeric>numeric; smallint,smallint>smallint
  overlay: bytea,bytea,integer>bytea; bytea,bytea,integer,integer>bytea; text,text,integer>text; text,text,integer,integer>text
  percentile_cont: double precision,double precision>double precision; double precision,interval>interval
  pow: double precision,double precision>double precision; numeric,numeric>numeric
  power: double precision,double precision>double precision; numeric,numeric>numeric
  random: >double precision; bigint,bigint>bigint; integer,integer>integer; numeric,numeric>numeric
  regexp_matches: text,text>text[]*; text,text,text>text[]*
  regexp_split_to_table: text,text>text*; text,text,text>text*
  reverse: bytea>bytea; text>text
  round: double precision>double precision; numeric>numeric; numeric,integer>numeric
  rtrim: bytea,bytea>bytea; text>text; text,text>text
  sign: double precision>double precision; numeric>numeric
  sqrt: double precision>double precision; numeric>numeric
  stddev: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
  stddev_pop: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
  stddev_samp: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
  string_agg: bytea,bytea>bytea; text,text>text
  string_to_table: text,text>text*; text,text,text>text*
  substr: bytea,integer>bytea; bytea,integer,integer>bytea; text,integer>text; text,integer,integer>text
  substring: bytea,integer>bytea; bytea,integer,integer>bytea; text,integer>text; text,integer,integer>text; text,text>text; text,text,text>text
  sum: bigint>numeric; double precision>double precision; integer>bigint; interval>interval; numeric>numeric; real>real; smallint>bigint
  timezone: interval,time with time zone>time with time zone; interval,timestamp with time zone>timestamp without time zone; interval,timestamp without time zone>timestamp with time zone; text,time with time zone>time with time zone; text,timestamp with time zone>timestamp without time zone; text,timestamp without time zone>timestamp with time zone; time with time zone>time with time zone; timestamp with time zone>timestamp without time zone; timestamp without time zone>timestamp with time zone
  trunc: double precision>double precision; numeric>numeric; numeric,integer>numeric
  upper: text>text
  var_pop: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
  var_samp: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
  variance: bigint>numeric; double precision>double precision; integer>numeric; numeric>numeric; real>double precision; smallint>numeric
`;

/** Operators that do not return a boolean. */
export const operatorTypes = `
  bigint # bigint = bigint
  bigint % bigint = bigint
  bigint & bigint = bigint
  bigint * bigint = bigint
  bigint * integer = bigint
  bigint * smallint = bigint
  bigint + bigint = bigint
  bigint + inet = inet
  bigint + integer = bigint
  bigint + smallint = bigint
  bigint - bigint = bigint
  bigint - integer = bigint
  bigint - smallint = bigint
  bigint / bigint = bigint
  bigint / integer = bigint
  bigint / smallint = bigint
  bigint << integer = bigint
  bigint >> integer = bigint
  bigint | bigint = bigint
  bytea || bytea = bytea
  date + integer = date
  date + interval = timestamp without time zone
  date + time with time zone = timestamp with time zone
  date + time without time zone = timestamp without time zone
  date - date = integer
  date - integer = date
  date - interval = timestamp without time zone
  double precision * double precision = double precision
  double precision * interval = interval
  double precision * real = double precision
  double precision + double precision = double precision
  double precision + real = double precision
  double precision - double precision = double precision
  double precision - real = double precision
  double precision / double precision = double precision
  double precision / real = double precision
  double precision ^ double precision = double precision
  inet & inet = inet
  inet + bigint = inet
  inet - bigint = inet
  inet - inet = bigint
  inet | inet = inet
  integer # integer = integer
  integer % integer = integer
  integer & integer = integer
  integer * bigint = bigint
  integer * integer = integer
  integer * smallint = integer
  integer + bigint = bigint
  integer + date = date
  integer + integer = integer
  integer + smallint = integer
  integer - bigint = bigint
  integer - integer = integer
  integer - smallint = integer
  integer / bigint = bigint
  integer / integer = integer
  integer / smallint = integer
  integer << integer = integer
  integer >> integer = integer
  integer | integer = integer
  interval * double precision = interval
  interval + date = timestamp without time zone
  interval + interval = interval
  interval + time with time zone = time with time zone
  interval + time without time zone = time without time zone
  interval + timestamp with time zone = timestamp with time zone
  interval + timestamp without time zone = timestamp without time zone
  interval - interval = interval
  interval / double precision = interval
  json #> text[] = json
  json #>> text[] = text
  json -> integer = json
  json -> text = json
  json ->> integer = text
  json ->> text = text
  jsonb #- text[] = jsonb
  jsonb #> text[] = jsonb
  jsonb #>> text[] = text
  jsonb - integer = jsonb
  jsonb - text = jsonb
  jsonb - text[] = jsonb
  jsonb -> integer = jsonb
  jsonb -> text = jsonb
  jsonb ->> integer = text
  jsonb ->> text = text
  jsonb || jsonb = jsonb
  numeric % numeric = numeric
  numeric * numeric = numeric
  numeric + numeric = numeric
  numeric - numeric = numeric
  numeric / numeric = numeric
  numeric ^ numeric = numeric
  real * double precision = double precision
  real * real = real
  real + double precision = double precision
  real + real = real
  real - double precision = double precision
  real - real = real
  real / double precision = double precision
  real / real = real
  smallint # smallint = smallint
  smallint % smallint = smallint
  smallint & smallint = smallint
  smallint * bigint = bigint
  smallint * integer = integer
  smallint * smallint = smallint
  smallint + bigint = bigint
  smallint + integer = integer
  smallint + smallint = smallint
  smallint - bigint = bigint
  smallint - integer = integer
  smallint - smallint = smallint
  smallint / bigint = bigint
  smallint / integer = integer
  smallint / smallint = smallint
  smallint << integer = smallint
  smallint >> integer = smallint
  smallint | smallint = smallint
  text || text = text
  time with time zone + date = timestamp with time zone
  time with time zone + interval = time with time zone
  time with time zone - interval = time with time zone
  time without time zone + date = timestamp without time zone
  time without time zone + interval = time without time zone
  time without time zone - interval = time without time zone
  time without time zone - time without time zone = interval
  timestamp with time zone + interval = timestamp with time zone
  timestamp with time zone - interval = timestamp with time zone
  timestamp with time zone - timestamp with time zone = interval
  timestamp without time zone + interval = timestamp without time zone
  timestamp without time zone - interval = timestamp without time zone
  timestamp without time zone - timestamp without time zone = interval
  tsquery && tsquery = tsquery
  tsquery <-> tsquery = tsquery
  tsquery || tsquery = tsquery
  tsvector || tsvector = tsvector
`;

/** Operators of one operand. */
export const prefixTypes = `
  !! tsquery = tsquery
  + bigint = bigint
  + double precision = double precision
  + integer = integer
  + numeric = numeric
  + real = real
  + smallint = smallint
  - bigint = bigint
  - double precision = double precision
  - integer = integer
  - interval = interval
  - numeric = numeric
  - real = real
  - smallint = smallint
  @ bigint = bigint
  @ double precision = double precision
  @ integer = integer
  @ numeric = numeric
  @ real = real
  @ smallint = smallint
  |/ double precision = double precision
  ||/ double precision = double precision
  ~ bigint = bigint
  ~ inet = inet
  ~ integer = integer
  ~ smallint = smallint
`;

/** Operators that return a boolean, whatever they compare. */
export const booleanOperators = new Set(
  '= <> < > <= >= ~ ~* !~ !~* ~~ ~~* !~~ !~~* @> <@ && ?| @? ^@ ~~ <<= >>= -|- <<| |>> &<| |&>'.split(' '),
);
