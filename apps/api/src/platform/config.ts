import { z } from 'zod';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const Environment = z.object({
  PORT: z.coerce.number({ error: 'a port, 0 to 65535' }).int().min(0).max(65535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address' }),
  EVENTSTORE_URL: z.url({ protocol: /^esdb(\+discover)?$/, error: 'an esdb:// address' }),
  PGAI_MASTER_KEY: z.string().regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits (32 bytes)' }),
  PGAI_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http:// or https:// address' }).optional(),
  PGAI_DEMO_PASSWORD: z.string().min(12).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'smtp://… or smtps://…' }).optional(),
  PGAI_OIDC_ISSUER: z
    .url({ error: 'an https:// address' })
    .refine((issuer) => /^https:|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(issuer), {
      error: 'an https:// address',
    })
    .optional(),
  PGAI_OIDC_CLIENT_ID: z.string().min(1).optional(),
  PGAI_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  PGAI_OIDC_NAME: z.string().min(1).max(40).optional(),
  PGAI_ALLOW_PRIVATE_NETWORKS: z.stringbool({ error: 'true or false' }).default(false),
  PGAI_SAMPLE_DATABASES: z
    .string()
    .transform((list) => list.split(' ').filter(Boolean))
    .pipe(
      z.array(z.url({ protocol: /^postgres(ql)?$/, error: 'postgres:// addresses with a space between' })),
    )
    .default([]),
  LOG_LEVEL: z.enum(logLevels, { error: `one of ${logLevels.join(', ')}` }).default('info'),
});

/** Whose word counts for where a request came from: proxies on this machine or in its private network. */
export const trustedProxies = ['loopback', 'uniquelocal'];
/** The identity provider of a deployment, and as whom it knows pgai. */
export type Oidc = { issuer: URL; clientId: string; clientSecret: string; name: string };

/** What one API process is told from outside. */
export class Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  readonly masterKey: Buffer;
  readonly publicUrl: URL;
  /** Local mode only: makes the demo accounts with this password. */
  readonly demoPassword: string | undefined;
  /** Local mode without a mail server: mails are read in the mailbox. */
  readonly mailbox: boolean;
  /** As it stands in the secrets of API keys, so that one can tell where a secret that was found is worth something. */
  readonly environment: 'live' | 'local';
  readonly oidc: Oidc | undefined;
  /** Whether users' databases may be on this machine and in private networks. */
  readonly allowPrivateNetworks: boolean;
  /** Local mode only: databases that can be connected with one click. */
  readonly sampleDatabases: readonly URL[];
  readonly logLevel: string;

  /** @throws ConfigError with one sentence that names the variable */
  constructor(environment: Record<string, string | undefined>) {
    const read = Environment.safeParse(environment);
    if (!read.success) {
      const [issue] = read.error.issues;
      const name = String(issue?.path[0]);
      const state = environment[name] === undefined ? 'is not set' : 'is not usable';
      throw new ConfigError(`${name} ${state}: expected ${issue?.message ?? 'another value'}.`);
    }
    const { data } = read;
    this.port = data.PORT;
    this.host = data.HOST;
    this.databaseUrl = data.DATABASE_URL;
    this.eventStoreUrl = data.EVENTSTORE_URL;
    this.masterKey = Buffer.from(data.PGAI_MASTER_KEY, 'hex');
    this.publicUrl = new URL(data.PGAI_PUBLIC_URL ?? `http://${data.HOST}:${data.PORT}`);
    this.demoPassword = data.PGAI_DEMO_PASSWORD;
    this.mailbox = data.PGAI_DEMO_PASSWORD !== undefined && data.SMTP_URL === undefined;
    this.environment = data.PGAI_DEMO_PASSWORD ? 'local' : 'live';
    this.oidc = oidcOf(data);
    this.allowPrivateNetworks = data.PGAI_ALLOW_PRIVATE_NETWORKS;
    this.sampleDatabases = data.PGAI_SAMPLE_DATABASES.map((url) => new URL(url));
    this.logLevel = data.LOG_LEVEL;
  }
}

/** All three, or none. */
function oidcOf(data: z.infer<typeof Environment>): Oidc | undefined {
  const { PGAI_OIDC_ISSUER: issuer, PGAI_OIDC_CLIENT_ID, PGAI_OIDC_CLIENT_SECRET, PGAI_OIDC_NAME } = data;
  const given = { PGAI_OIDC_ISSUER: issuer, PGAI_OIDC_CLIENT_ID, PGAI_OIDC_CLIENT_SECRET };
  const missing = Object.entries(given).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 3) return undefined;
  if (!issuer || !PGAI_OIDC_CLIENT_ID || !PGAI_OIDC_CLIENT_SECRET)
    throw new ConfigError(`${missing[0]} is not set: signing in through an identity provider needs it.`);
  return {
    issuer: new URL(issuer),
    clientId: PGAI_OIDC_CLIENT_ID,
    clientSecret: PGAI_OIDC_CLIENT_SECRET,
    name: PGAI_OIDC_NAME ?? new URL(issuer).hostname,
  };
}

export class ConfigError extends Error {}
