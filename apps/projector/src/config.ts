import { type RetentionDays, retained, retainedIn } from '@pgai/domain/privacy/retention.js';
import { z } from 'zod';
import { targetOf } from './checkpoints/target-of.js';

/** `ended_sessions=3,sent_mails=14` */
const retentionDays = (text: string): RetentionDays | undefined => {
  const pairs = text.split(',').map((pair) => pair.trim().split('='));
  const known = retainedIn('deployment');
  const days = pairs.map(([name, value]) => {
    const what = known.find((one) => one === name);
    const n = Number(value);
    return what && Number.isInteger(n) && n >= 1 && n <= retained[what].most
      ? ([what, n] as const)
      : undefined;
  });
  return days.every((one) => one !== undefined) ? Object.fromEntries(days) : undefined;
};

const Environment = z.object({
  DATABASE_URL: z
    .string('is not set. Example: postgres://pgai:secret@db.internal:5432/pgai')
    .min(1, 'is empty'),
  EVENTSTORE_URL: z.string('is not set. Example: esdb://events.internal:2113?tls=true').min(1, 'is empty'),
  PGAI_MASTER_KEY: z
    .string('is not set: 32 random bytes as 64 hexadecimal digits')
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (32 bytes)')
    .transform((hex) => Buffer.from(hex, 'hex')),
  PGAI_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is not usable: expected an http:// or https:// address' })
    .default('http://127.0.0.1:4000'),
  PGAI_DEMO_PASSWORD: z.string().optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is not usable: expected smtp://… or smtps://…' })
    .optional(),
  PGAI_MAIL_FROM: z
    .string()
    .regex(/@/, 'is not usable: expected an address such as pgai <no-reply@example.com>')
    .optional(),
  PGAI_RETENTION_DAYS: z
    .string()
    .transform(retentionDays)
    .refine((days) => days !== undefined, 'is not usable. Example: ended_sessions=3,sent_mails=14')
    .optional(),
  PGAI_CHECKPOINT_TARGETS: z
    .string()
    .default('')
    .transform((list, context) => {
      try {
        return list
          .split(',')
          .map((address) => address.trim())
          .filter(Boolean)
          .map(targetOf);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `is not usable: ${(error as Error).message}` });
        return z.NEVER;
      }
    }),
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
      checkpointTargets: data.PGAI_CHECKPOINT_TARGETS,
      retentionDays: data.PGAI_RETENTION_DAYS,
      mail: {
        publicUrl: new URL(data.PGAI_PUBLIC_URL),
        smtpUrl: data.SMTP_URL,
        from: data.PGAI_MAIL_FROM,
        mailbox: data.PGAI_DEMO_PASSWORD !== undefined,
      },
    };
  const [problem] = error.issues;
  console.error(`${problem?.path.join('.')} ${problem?.message}`);
  process.exit(1);
}
