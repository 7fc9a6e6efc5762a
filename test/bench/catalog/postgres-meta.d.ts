/** What we use of the peer: its package is there only once the bench has run, and types are checked without it. */
declare module '@supabase/postgres-meta' {
  type List = { list(options?: Record<string, boolean>): Promise<{ error: { message: string } | null }> };
  export class PostgresMeta {
    constructor(options: { connectionString: string; max: number });
    columns: List;
    foreignTables: List;
    functions: List;
    materializedViews: List;
    relationships: List;
    schemas: List;
    tables: List;
    types: List;
    views: List;
    end(): Promise<void>;
  }
}
