import { z } from 'zod';

const within = (min: number, max: number, unit: string) =>
  z
    .number({ error: `Whole ${unit}.` })
    .int({ error: `Whole ${unit}.` })
    .min(min, { error: `At least ${min} ${unit}.` })
    .max(max, { error: `At most ${max} ${unit}.` })
    .nullable();

const Network = z
  .string()
  .trim()
  .pipe(
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error: 'Not a network. Examples: 203.0.113.0/24, 2001:db8::/32, 203.0.113.7',
    }),
  );

/** What a team asks of whoever comes to it. Null: nothing. An empty list lets every address in. */
export const SetSecurityPolicy = z
  .strictObject({
    second_factor_required: z.boolean(),
    session_idle_minutes: within(5, 10_080, 'minutes'),
    session_max_hours: within(1, 336, 'hours'),
    key_max_age_days: within(1, 3_650, 'days'),
    ip_allow_list: z.array(Network).max(200, { error: 'At most 200 networks.' }),
    export_needs_approval: z.boolean(),
  })
  .meta({ id: 'SetSecurityPolicy' });
export type SetSecurityPolicy = z.infer<typeof SetSecurityPolicy>;

export const SecurityPolicy = SetSecurityPolicy.extend({
  ip_allow_list: z.array(z.string()),
  /** null: nothing was ever set */
  set_at: z.iso.datetime().nullable(),
  /** from where you come, so that a list can have it */
  your_address: z.string(),
}).meta({ id: 'SecurityPolicy' });
export type SecurityPolicy = z.infer<typeof SecurityPolicy>;
