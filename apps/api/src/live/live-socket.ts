import type { ClientToServer, ServerToClient } from '@pgai/contracts/live.js';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** What travels between API processes with a socket: the page of a person, or a program with an API key. */
type Visitor = {
  session_id: string;
  user_id: string;
  name: string;
  open: string | null;
  key?: { api_key_id: string; team_id: string };
};

export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;
