/**
 * Names that stand in a path are limited so that no legal path needs escaping: PostgREST hands the guard the path as it was
 * sent, and `/custom%65rs` would be another path than `/customers`.
 */
export const plainName = /^[a-z_][a-z0-9_]{0,62}$/;
