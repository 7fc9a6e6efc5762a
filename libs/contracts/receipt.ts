import { z } from 'zod';

/** The answer to a command: the aggregate and its revision after it. Also sent as `ETag: "<revision>"`. */
export const Receipt = z.object({ id: z.uuid(), revision: z.number().int() }).meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;
