import type { ClientToServer, ServerToClient } from '@pgai/contracts/live.js';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { SessionFacts } from '../platform/session-lookup.js';

/** Who is behind a socket, and how they came: the page of a person, or a program with an API key. Travels between processes. */
export type Visitor = {
  session_id: string;
  user_id: string;
  name: string;
  open: string | null;
  address: string;
  /** null: of an API key */
  session: SessionFacts | null;
  since: number;
  key?: { api_key_id: string; team_id: string };
};

export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;
