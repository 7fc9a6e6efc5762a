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
    this.allowPrivateNetworks = data.PGAI_ALLOW_PRIVATE_NETWORKS;
    this.sampleDatabases = data.PGAI_SAMPLE_DATABASES.map((url) => new URL(url));
    this.logLevel = data.LOG_LEVEL;
  }
}

export class ConfigError extends Error {}
