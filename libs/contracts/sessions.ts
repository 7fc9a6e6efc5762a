import { z } from 'zod';

export const SessionId = z.uuid();

/** `device` in plain words, for example `Firefox on Linux`. */
export const OpenSession = z
  .object({
    session_id: SessionId,
    device: z.string(),
    ip: z.string().nullable(),
    started_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime(),
    current: z.boolean(),
  })
  .meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof OpenSession>;

export const OpenSessions = z.object({ data: z.array(OpenSession) }).meta({ id: 'OpenSessions' });
export type OpenSessions = z.infer<typeof OpenSessions>;

export const EndedSessions = z.object({ ended: z.number().int() }).meta({ id: 'EndedSessions' });
export type EndedSessions = z.infer<typeof EndedSessions>;
