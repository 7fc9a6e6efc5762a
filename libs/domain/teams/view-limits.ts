/** How large the query of a view may be. */
export type ViewLimits = { tables: number; joins: number; columns: number; expressions: number };
