import { z } from 'zod';
import { CheckName, ConnectionTest } from './connection-checks.js';
import { Page } from './list.js';
import { sslModes } from './ssl-modes.js';

export const ConnectionId = z.uuid({ error: 'A connection id is a UUID.' });

export const SslMode = z.enum(sslModes, { error: `One of ${sslModes.join(', ')}.` }).meta({ id: 'SslMode' });
export type SslMode = z.infer<typeof SslMode>;

/** No NUL, which ends a text on the wire, and no line break, which ends one in a log. */
const line = (what: string, most: number) =>
  z
    .string({ error: `${what} is needed.` })
    .min(1, { error: `${what} is needed.` })
    .max(most, { error: `At most ${most} characters.` })
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'No line breaks or control characters.' });

const Pem = z
  .string()
  .max(65_536, { error: 'At most 64 kB.' })
  .regex(/^\s*-----BEGIN [A-Z ]+-----[\s\S]*-----END [A-Z ]+-----\s*$/, {
    error: 'PEM: -----BEGIN … -----END …',
  });

const PoolSize = z
  .strictObject({
    min: z
      .number({ error: 'A number.' })
      .int()
      .min(0, { error: 'Not below 0.' })
      .max(50, { error: 'At most 50.' }),
    max: z
      .number({ error: 'A number.' })
      .int()
      .min(1, { error: 'At least 1.' })
      .max(50, { error: 'At most 50.' }),
  })
  .refine(({ min, max }) => min <= max, { error: 'Not more than the largest size.', path: ['min'] });

const Password = z
  .string({ error: 'A password is needed.' })
  .max(4_096, { error: 'At most 4096 characters.' });

const place = {
  engine: z.literal('postgres', { error: 'Only postgres, for now.' }),
  host: line('A host', 253),
  port: z
    .number({ error: 'A port, 1 to 65535.' })
    .int()
    .min(1, { error: 'A port, 1 to 65535.' })
    .max(65_535, { error: 'A port, 1 to 65535.' })
    .default(5432),
  database: line('A database', 63),
  username: line('A user', 63),
  ssl_mode: SslMode.default('require'),
  pool: PoolSize.default({ min: 0, max: 10 }),
};

const credential = {
  password: Password,
  /** PEM; whose certificates are trusted. Without it: the usual authorities. */
  ssl_ca: Pem.optional(),
  /** PEM; a client certificate and its key */
  ssl_certificate: Pem.optional(),
  ssl_key: Pem.optional(),
};

const bothOrNone = (value: { ssl_certificate?: string | undefined; ssl_key?: string | undefined }) =>
  (value.ssl_certificate === undefined) === (value.ssl_key === undefined);
const pair = { error: 'A client certificate and its key go together.', path: ['ssl_key'] };

export const ConnectionName = line('A name', 80).transform((name) => name.trim());

export const TestConnection = z
  .strictObject({ ...place, ...credential, name: z.string().max(80).optional() })
  .refine(bothOrNone, pair)
  .meta({ id: 'TestConnection' });
export type TestConnection = z.infer<typeof TestConnection>;

const Overrides = z.array(CheckName).max(11).default([]);

export const CreateConnection = z
  .strictObject({
    name: ConnectionName,
    ...place,
    ...credential,
    /** checks whose warning is accepted; it is recorded */
    overrides: Overrides,
  })
  .refine(bothOrNone, pair)
  .meta({ id: 'CreateConnection' });
export type CreateConnection = z.infer<typeof CreateConnection>;
export type CreateConnectionInput = z.input<typeof CreateConnection>;

/** Without a password the stored one stays, as long as it goes to the same server and user. */
export const UpdateConnection = z
  .strictObject({
    name: ConnectionName,
    ...place,
    ...credential,
    password: Password.optional(),
    overrides: Overrides,
  })
  .refine(bothOrNone, pair)
  .refine(({ password, ssl_ca, ssl_key }) => password !== undefined || !(ssl_ca || ssl_key), {
    error: 'Certificates are kept with the password: give it too.',
    path: ['password'],
  })
  .meta({ id: 'UpdateConnection' });
export type UpdateConnection = z.infer<typeof UpdateConnection>;

export const RotateCredential = z
  .strictObject(credential)
  .refine(bothOrNone, pair)
  .meta({ id: 'RotateCredential' });
export type RotateCredential = z.infer<typeof RotateCredential>;

export const ConnectSample = z.strictObject({ database: z.string().max(63) }).meta({ id: 'ConnectSample' });
export type ConnectSample = z.infer<typeof ConnectSample>;

export const SampleList = z
  .object({ data: z.array(z.object({ database: z.string(), connected: z.boolean() })) })
  .meta({ id: 'SampleList' });
export type SampleList = z.infer<typeof SampleList>;

const PoolFigures = z.object({
  active: z.number().int(),
  idle: z.number().int(),
  waiting: z.number().int(),
  max: z.number().int(),
});

export const ConnectionHealth = z
  .enum(['unknown', 'healthy', 'degraded', 'down'])
  .meta({ id: 'ConnectionHealth' });
export type ConnectionHealth = z.infer<typeof ConnectionHealth>;

/** Lifecycle (`status`) is what people decided, `health` is what was seen. Nothing that opens the server is here. */
export const Connection = z
  .object({
    connection_id: ConnectionId,
    name: z.string(),
    engine: z.literal('postgres'),
    host: z.string(),
    port: z.number().int(),
    database: z.string(),
    username: z.string(),
    ssl_mode: SslMode,
    pool_min: z.number().int(),
    pool_max: z.number().int(),
    overrides: z.array(z.string()),
    /** tells one stored credential from another, and nothing else about it */
    fingerprint: z.string(),
    credential_at: z.string(),
    status: z.enum(['active', 'disabled', 'archived']),
    health: ConnectionHealth,
    health_reason: z.string().nullable(),
    health_since: z.string(),
    /** when it was last looked at, and what came of it */
    checked_at: z.string().nullable(),
    latency_ms: z.number().nullable(),
    server_version: z.string().nullable(),
    /** of the last hour, oldest first; null: no answer */
    latencies: z.array(z.number().nullable()),
    revision: z.number().int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;

export const ConnectionList = z
  .object({ data: z.array(Connection), page: Page })
  .meta({ id: 'ConnectionList' });
export type ConnectionList = z.infer<typeof ConnectionList>;

/** `pool`: what the process that answers has open; null: nothing. */
export const ConnectionDetail = Connection.extend({
  pool: PoolFigures.nullable(),
  history: z.array(
    z.object({
      revision: z.number().int(),
      type: z.string(),
      at: z.string(),
      actor_kind: z.string(),
      actor_id: z.string(),
      actor_name: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
}).meta({ id: 'ConnectionDetail' });
export type ConnectionDetail = z.infer<typeof ConnectionDetail>;

/** One line of a streamed test: a check as it ends, and at last the whole. */
export const TestLine = z
  .union([z.object({ check: ConnectionTest.shape.checks.element }), z.object({ result: ConnectionTest })])
  .meta({ id: 'TestLine' });
export type TestLine = z.infer<typeof TestLine>;

/** The answer to making a connection: id and revision, and what the server said. */
export const ConnectionMade = z
  .object({
    id: ConnectionId,
    revision: z.number().int(),
    status: z.literal('connected'),
    server: ConnectionTest.shape.server,
    checks: ConnectionTest.shape.checks,
  })
  .meta({ id: 'ConnectionMade' });
export type ConnectionMade = z.infer<typeof ConnectionMade>;
