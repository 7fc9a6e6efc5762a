import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import type { Moved } from '@pgai/contracts/live.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { Logger } from '../platform/logger.js';
import { PersonNames } from '../platform/person-names.js';
import { ProblemError } from '../platform/problem.js';
import { ReadModelNotices } from '../platform/read-model-notices.js';
import { SessionLookup } from '../platform/session-lookup.js';
import { addressOf, sessionTokenOf } from '../platform/upgrade.js';
import { KeySockets } from './key-sockets.js';
import type { LiveServer, LiveSocket } from './live-socket.js';
import { Visitors } from './visitors.js';

/** Events after which other people may hear of a team. */
const membership = new Set([
  'MemberJoined',
  'MemberLeft',
  'MemberRemoved',
  'MemberDeactivated',
  'MemberReactivated',
  'SecurityPolicySet',
]);

/** What moves when an API key is rotated or revoked. */
const keyModels = new Set(['api-key-secret', 'api-key-list']);

/**
 * Rooms: `team:<id>` all sockets of a team's members (notices), `open:<id>` those who look at it now (presence),
 * `session:<id>` and `api_key:<id>` to end with it. Every process hears the projector itself, so notices go to local sockets only.
 */
@Injectable()
@WebSocketGateway()
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnModuleInit {
  @WebSocketServer() private readonly server!: LiveServer;

  constructor(
    private readonly sessions: SessionLookup,
    private readonly keySockets: KeySockets,
    private readonly names: PersonNames,
    private readonly visitors: Visitors,
    private readonly notices: ReadModelNotices,
    private readonly logger: Logger,
  ) {}

  onModuleInit() {
    this.notices.on('moved', (notice) => {
      this.tell(notice).catch((error) => this.logger.error({ err: error }, 'a live notice was not sent'));
    });
    this.notices.on('resumed', () => {
      for (const socket of this.server?.sockets.sockets.values() ?? []) void this.catchUp(socket);
    });
  }

  afterInit(server: LiveServer) {
    server.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error) => next(new Error(error instanceof ProblemError ? error.code : 'not-signed-in')),
      );
    });
  }

  @SubscribeMessage('open_team')
  async open(@ConnectedSocket() socket: LiveSocket, @MessageBody() teamId: unknown) {
    if (socket.data.key) return socket.data.key.team_id === teamId; // it hears the team already, and nobody sees it
    const id = TeamId.safeParse(teamId);
    const allowed = id.success && (await this.visitors.teamsOf(socket.data)).includes(id.data);
    await this.leave(socket);
    if (!allowed) return false;
    socket.data.open = id.data;
    await socket.join([`open:${id.data}`, `team:${id.data}`]);
    await this.present(id.data);
    return true;
  }

  /** Asks again now that notices reach this socket: its session may have ended while it, or we, did not listen. */
  async handleConnection(socket: LiveSocket) {
    if (socket.data.key) return this.keySockets.look(socket);
    await this.find(socket).catch(() => socket.disconnect(true));
  }

  /** What was said while nobody listened: whose session or key has ended, who is in which team. */
  private async catchUp(socket: LiveSocket) {
    await this.handleConnection(socket);
    if (socket.data.key || !socket.connected) return;
    try {
      const teams = new Set((await this.visitors.teamsOf(socket.data)).map((id) => `team:${id}`));
      for (const room of socket.rooms)
        if (room.startsWith('team:') && !teams.has(room))
          await this.turnOut(socket, room.slice('team:'.length));
      await socket.join([...teams]);
    } catch {
      socket.disconnect(true); // it comes again, and is asked again
    }
  }

  async handleDisconnect(socket: LiveSocket) {
    this.keySockets.forget(socket);
    await this.leave(socket).catch((error) => this.logger.warn({ err: error }, 'presence was not updated'));
  }

  private async admit(socket: LiveSocket) {
    if (this.keySockets.isOne(socket)) return this.keySockets.admit(socket);
    const { session_id, user_id, ...session } = await this.find(socket);
    const name = await this.names.nameOf(user_id);
    const address = addressOf(socket.request);
    socket.data = { session_id, user_id, name, open: null, address, session, since: Date.now() };
    const teams = await this.visitors.teamsOf(socket.data);
    await socket.join([`session:${session_id}`, ...teams.map((id) => `team:${id}`)]);
  }

  private async find({ request }: LiveSocket) {
    const token = sessionTokenOf(request);
    const found = token && (await this.sessions.find(token, null));
    if (!found) throw new Error('not signed in');
    return found;
  }

  private async leave(socket: LiveSocket) {
    const { open } = socket.data;
    if (!open) return;
    socket.data.open = null;
    await socket.leave(`open:${open}`);
    await this.present(open);
  }

  /** Tells all who have a team open who they are; asks every API process. */
  private async present(teamId: string) {
    const room = this.server.in(`open:${teamId}`);
    const people = new Map((await room.fetchSockets()).map(({ data }) => [data.user_id, data.name]));
    const list = [...people].map(([user_id, name]) => ({ user_id, name }));
    room.emit('present', { team_id: teamId, people: list.sort((a, b) => a.name.localeCompare(b.name)) });
  }

  private async tell(notice: Moved) {
    if (notice.model === 'session')
      return void this.server.local.in(`session:${notice.id}`).disconnectSockets(true);
    if (keyModels.has(notice.model)) await this.lookAtKey(notice.id);
    if (!notice.team_id) return;
    if (notice.model === 'team-access') return this.followMembership(notice.team_id);
    if (notice.model === 'team-list' && notice.events.some((type) => membership.has(type)))
      await this.followMembership(notice.team_id);
    this.server.local.to(`team:${notice.team_id}`).emit('moved', notice);
  }

  private async lookAtKey(id: string) {
    const room = `api_key:${id}`;
    const sockets = [...this.server.sockets.sockets.values()].filter(({ rooms }) => rooms.has(room));
    await Promise.all(sockets.map((socket) => this.keySockets.look(socket)));
  }

  /** Membership moved: who is new hears of the team from now on, who is out no more. By the log, which is never behind. */
  private async followMembership(teamId: string) {
    const room = `team:${teamId}`;
    for (const socket of this.server.sockets.sockets.values()) {
      if (socket.data.key) {
        if (socket.rooms.has(room)) await this.keySockets.look(socket);
        continue;
      }
      const may = await this.visitors.mayHear(socket.data, teamId);
      if (may) await socket.join(room);
      else if (socket.rooms.has(room)) await this.turnOut(socket, teamId);
    }
  }

  /** The last it hears of the team, so that an open page asks once more, and learns that it may not. */
  private async turnOut(socket: LiveSocket, teamId: string) {
    await socket.leave(`team:${teamId}`);
    socket.emit('moved', { model: 'team-access', team_id: teamId, id: teamId, revision: 0, events: [] });
    if (socket.data.open === teamId) await this.leave(socket);
  }
}
