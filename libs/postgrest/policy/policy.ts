export const verbs = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
export type Verb = (typeof verbs)[number];

export const ways = ['jwt', 'api_key', 'basic'] as const;
export type Way = (typeof ways)[number];

/** What an endpoint promises and asks, in the words of the product's specification. */
export type EndpointPolicy = {
  endpoint_id: string;
  /** the schema of its major version */
  schema: string;
  resource:
    | { kind: 'view'; name: string }
    | { kind: 'function'; name: string; arguments: string[]; volatile: boolean };
  methods: readonly Verb[];
  authentication: {
    /** false: whoever does not say who they are is served as the anonymous role */
    required: boolean;
    methods: readonly Way[];
  };
  authorization: readonly AuthorizationRule[];
  rate_limiting: { requests_per_minute: number; burst_size: number; per_user: boolean } | null;
  caching: { max_age_seconds: number; visibility: 'public' | 'private' } | null;
  /** RFC 9745 and RFC 8594 */
  deprecation: { at: Date; sunset: Date | null; link: string | null } | null;
};

/** What one database role may do there; a role without a rule may nothing. */
export type AuthorizationRule = {
  role: string;
  methods: readonly Verb[];
  /** columns it may read and write; null: all of the view */
  columns: { read: readonly string[] | null; write: readonly string[] | null };
};

/** Where a rule is kept, for whoever wants to see that it is. */
export type Place = 'grant' | 'policy-row' | 'guard' | 'response-header' | 'schema';

export type Enforced = { rule: string; where: Place; how: string };

/** What PostgREST without a proxy cannot keep; it is refused at once and never ignored. */
export type Refusal = { field: string; reason: string; gateway: string | null };
