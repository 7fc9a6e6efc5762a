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
import type { ClientToServer, Moved, ServerToClient } from '@pgai/contracts/live.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { Logger } from '../platform/logger.js';
import { ReadModelNotices } from '../platform/read-model-notices.js';
import { SessionLookup, sessionCookie } from '../platform/session-lookup.js';
import { LiveQueries } from './live.queries.js';
import { addressOf, type Visitor, Visitors } from './visitors.js';

type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Visitor>;

/** Events after which other people may hear of a team. */
const membership = new Set([
  'MemberJoined',
  'MemberLeft',
  'MemberRemoved',
  'MemberDeactivated',
  'MemberReactivated',
  'SecurityPolicySet',
]);

/**
 * Rooms: `team:<id>` all sockets of a team's members (notices), `open:<id>` those who look at it now (presence),
 * `session:<id>` to end with the session. Every process hears the projector itself, so notices go to local sockets only.
 */
@Injectable()
@WebSocketGateway()
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnModuleInit {
  @WebSocketServer() private readonly server!: LiveServer;

  constructor(
    private readonly sessions: SessionLookup,
    private readonly queries: LiveQueries,
    private readonly visitors: Visitors,
    private readonly notices: ReadModelNotices,
    private readonly logger: Logger,
  ) {}

  onModuleInit() {
    this.notices.on('moved', (notice) => {
      this.tell(notice).catch((error) => this.logger.error({ err: error }, 'a live notice was not sent'));
    });
    this.notices.on('resumed', () => {
      for (const socket of this.server?.sockets.sockets.values() ?? []) void this.handleConnection(socket);
    });
  }

  afterInit(server: LiveServer) {
    server.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        () => next(new Error('not-signed-in')),
      );
    });
  }

  @SubscribeMessage('open_team')
  async open(@ConnectedSocket() socket: LiveSocket, @MessageBody() teamId: unknown) {
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
    await this.find(socket).catch(() => socket.disconnect(true));
  }

  async handleDisconnect(socket: LiveSocket) {
    await this.leave(socket).catch((error) => this.logger.warn({ err: error }, 'presence was not updated'));
  }

  private async admit(socket: LiveSocket) {
    const { session_id, user_id, ...session } = await this.find(socket);
    const name = await this.queries.nameOf(user_id);
    const address = addressOf(socket);
    socket.data = { session_id, user_id, name, open: null, address, session, since: Date.now() };
    const teams = await this.visitors.teamsOf(socket.data);
    await socket.join([`session:${session_id}`, ...teams.map((id) => `team:${id}`)]);
  }

  private async find({ handshake }: LiveSocket) {
    const token = cookieOf(handshake.headers.cookie);
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
    if (!notice.team_id) return;
    if (notice.model === 'team-access') return this.followMembership(notice.team_id);
    if (notice.model === 'team-list' && notice.events.some((type) => membership.has(type)))
      await this.followMembership(notice.team_id);
    this.server.local.to(`team:${notice.team_id}`).emit('moved', notice);
  }

  /** Membership moved: who is new hears of the team from now on, who is out no more. By the log, which is never behind. */
  private async followMembership(teamId: string) {
    const room = `team:${teamId}`;
    for (const socket of this.server.sockets.sockets.values()) {
      const may = await this.visitors.mayHear(socket.data, teamId);
      if (may) await socket.join(room);
      else if (socket.rooms.has(room)) {
        await socket.leave(room);
        if (socket.data.open === teamId) await this.leave(socket as LiveSocket);
      }
    }
  }
}

const cookieOf = (header = '') =>
  header
    .split(/; */)
    .find((pair) => pair.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1);
