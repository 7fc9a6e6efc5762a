import { z } from 'zod';

/**
 * Socket.IO, namespace `/`, path `/socket.io`; pages come with the session's cookie, programs with `auth: { api_key }`, and
 * those hear the key's team. A notice says what moved and how far, never the data itself:
 * the page asks again with a GET. A lost notice therefore costs freshness, not correctness.
 */
export const Moved = z.object({
  /** the projection, for example `team-list` */
  model: z.string(),
  team_id: z.uuid().nullable(),
  id: z.string(),
  revision: z.number().int(),
  /** the types of the events that moved it, for example `TeamRenamed` */
  events: z.array(z.string()),
});
export type Moved = z.infer<typeof Moved>;

/** Who else has this team open now. */
export const Present = z.object({
  team_id: z.uuid(),
  people: z.array(z.object({ user_id: z.uuid(), name: z.string() })),
});
export type Present = z.infer<typeof Present>;

export type ServerToClient = {
  moved: (notice: Moved) => void;
  present: (presence: Present) => void;
};

export type ClientToServer = {
  /** Look at this team from now on (one at a time per socket); answers whether it is allowed. */
  open_team: (team_id: string, answer: (ok: boolean) => void) => void;
};
