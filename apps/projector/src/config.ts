import { z } from 'zod';

const Environment = z.object({
  DATABASE_URL: z
    .string('is not set. Example: postgres://pgai:secret@db.internal:5432/pgai')
    .min(1, 'is empty'),
  EVENTSTORE_URL: z.string('is not set. Example: esdb://events.internal:2113?tls=true').min(1, 'is empty'),
  PGAI_MASTER_KEY: z
    .string('is not set: 32 random bytes as 64 hexadecimal digits')
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (32 bytes)')
    .transform((hex) => Buffer.from(hex, 'hex')),
  PGAI_ALLOW_PRIVATE_NETWORKS: z.stringbool('is neither true nor false').default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Ends the process with one sentence when a variable is missing or wrong. */
export function readConfig() {
  const { success, data, error } = Environment.safeParse(process.env);
  if (success)
    return {
      databaseUrl: data.DATABASE_URL,
      eventStoreUrl: data.EVENTSTORE_URL,
      masterKey: data.PGAI_MASTER_KEY,
      allowPrivateNetworks: data.PGAI_ALLOW_PRIVATE_NETWORKS,
      logLevel: data.LOG_LEVEL,
    };
  const [problem] = error.issues;
  console.error(`${problem?.path.join('.')} ${problem?.message}`);
  process.exit(1);
}
