const words = (text: string) => new Set(text.split(' '));

/** The words of PostgreSQL's grammar that are no name of a column without quotes: `pg_get_keywords()` of version 18. */
export const reserved = words(
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create ' +
    'current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc ' +
    'distinct do else end except false fetch for foreign from grant group having in initially intersect into ' +
    'lateral leading limit localtime localtimestamp not null offset on only or order placing primary references ' +
    'returning select session_user some symmetric system_user table then to trailing true union unique user using ' +
    'variadic when where window with',
);

/** These may name a function or a type. */
export const functionWords = words(
  'authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left ' +
    'like natural notnull outer overlaps right similar tablesample verbose',
);

/** These may name a column or a table. */
export const columnWords = words(
  'between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int ' +
    'integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar ' +
    'json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out ' +
    'overlay position precision real row setof smallint substring time timestamp treat trim values varchar ' +
    'xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable',
);

/** Said without quotes, it may be taken for something else. */
export const isKeyword = (word: string) =>
  reserved.has(word) || functionWords.has(word) || columnWords.has(word);
