import { z } from 'zod';

/** Who has the draft of a view open just now, branch by branch. */
export const ViewPresence = z
  .object({
    data: z.array(
      z.object({
        view_id: z.uuid(),
        branch: z.string(),
        people: z.array(z.object({ user_id: z.string(), name: z.string() })),
      }),
    ),
  })
  .meta({ id: 'ViewPresence' });
export type ViewPresence = z.infer<typeof ViewPresence>;
