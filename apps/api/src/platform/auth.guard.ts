import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TeamId } from '@pgai/contracts/teams.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import type { FastifyRequest } from 'fastify';
import { Config } from './config.js';
import { notSignedIn, ProblemError } from './problem.js';
import { SessionLookup, sessionCookie } from './session-lookup.js';

const publicRoute = 'pgai:public';
/** This route answers without a session. */
export const Public = () => SetMetadata(publicRoute, true);

/** Who asks, and whether the team in the path is theirs. A foreign team and one that is not there look alike (404). */
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
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { team?: string } }>>();
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignOrigin(request, this.config);
    if (this.reflector.getAllAndOverride<boolean>(publicRoute, [context.getHandler(), context.getClass()]))
      return true;

    const token = request.cookies[sessionCookie];
    const teamId = request.params.team;
    const wellFormed = teamId !== undefined && TeamId.safeParse(teamId).success;
    const found = token && (await this.sessions.find(token, wellFormed ? teamId : null));
    if (!found) throw notSignedIn();
    request.actor = { user_id: found.user_id, session_id: found.session_id };
    if (teamId === undefined) return true;

    const role = found.role ?? (wellFormed ? await this.roleInLog(teamId, found.user_id) : undefined);
    if (!role)
      throw new DomainError('not-found', 'team-not-found', 'There is no such team, or you are not in it.');
    request.role = role;
    return true;
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
