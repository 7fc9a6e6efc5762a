import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TeamId } from '@pgai/contracts/teams.js';
import { peopleOnly, teamNotFound } from '@pgai/domain/permissions/actor.js';
import { mayAllow, notPermitted } from '@pgai/domain/permissions/allows.js';
import { type Permission, ruleOf } from '@pgai/domain/permissions/permissions.js';
import { team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import type { FastifyRequest } from 'fastify';
import { Config } from './config.js';
import { neededPermission } from './needs.js';
import { notSignedIn, ProblemError } from './problem.js';
import { SessionLookup, sessionCookie } from './session-lookup.js';

const publicRoute = 'pgai:public';
/** This route answers without a session. */
export const Public = () => SetMetadata(publicRoute, true);

type Request = FastifyRequest<{ Params: { team?: string } }>;

/**
 * Who asks, and whether they may: in the team of the path they need the permission the route names. A foreign team and
 * one that is not there look alike (404). What depends on the command itself the decider says, by the same table.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionLookup,
    private readonly store: EventStore,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext) {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const said = <T>(key: string) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignOrigin(request, this.config);
    if (said<boolean>(publicRoute)) return true;

    await this.identify(request);
    if (request.params.team !== undefined) this.permit(request, said<Permission>(neededPermission));
    return true;
  }

  /** Sets who asks, and what they hold in the team. */
  private async identify(request: Request) {
    const token = request.cookies[sessionCookie];
    const { team: teamId } = request.params;
    const wellFormed = teamId !== undefined && TeamId.safeParse(teamId).success;
    const found = token && (await this.sessions.find(token, wellFormed ? teamId : null));
    if (!found) throw notSignedIn();
    const { user_id, session_id } = found;
    request.by = { kind: 'user', id: user_id };
    request.session = { user_id, session_id };
    const role = found.role ?? (wellFormed ? await this.roleInLog(teamId, user_id) : undefined);
    if (role) request.holder = { role };
  }

  private permit({ by, holder }: Request, permission: Permission | undefined) {
    if (!permission) throw new Error('A route with a team names no permission.');
    if (!holder) throw teamNotFound();
    if (by?.kind === 'api_key' && !ruleOf(permission).keys) throw peopleOnly();
    if (!mayAllow(holder, permission)) throw notPermitted(holder, permission);
  }

  /** The read model may be a moment behind somebody's own command, so before saying no the log itself is asked. */
  private async roleInLog(teamId: string, userId: string) {
    const history = await this.store.read(`team-${teamId}`);
    const state = (history as never[]).reduce(team.evolve, team.initial);
    return state.status === 'active' ? state.roles.get(userId) : undefined;
  }
}

/** Browsers name the page a command comes from; only ours may send one with the user's cookie (CSRF). */
function refuseForeignOrigin(request: FastifyRequest, { publicUrl }: Config) {
  const { origin, host } = request.headers;
  if (origin === undefined || origin === publicUrl.origin) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new ProblemError(
    403,
    'foreign-origin',
    `Commands are not accepted from pages of ${origin.slice(0, 200)}.`,
  );
}
