import { z } from 'zod';

/** Where a permission holds: a fact of the command or the resource, compared. */
export const Condition = z
  .strictObject({
    field: z.string().regex(/^[a-z_]{1,40}$/, { error: 'The name of a field, for example role.' }),
    operator: z.enum(['equals', 'in', 'starts_with']),
    value: z.union([
      z.string().min(1, { error: 'Not empty.' }).max(200),
      z.array(z.string().min(1).max(200)).min(1, { error: 'At least one value.' }).max(100),
    ]),
  })
  .superRefine(({ operator, value }, { addIssue }) => {
    if (operator === 'equals' && typeof value !== 'string')
      addIssue({ code: 'custom', path: ['value'], message: 'One value, not a list.' });
  })
  .meta({ id: 'Condition' });
export type Condition = z.infer<typeof Condition>;

/** A permission beside those of the role; without conditions everywhere. */
export const Grant = z
  .strictObject({
    permission: z
      .string()
      .max(60)
      .regex(/^[a-z-]+:[a-z-]+$/, { error: 'A permission, for example members:invite.' }),
    conditions: z.array(Condition).max(10, { error: 'At most 10 conditions.' }),
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof Grant>;
