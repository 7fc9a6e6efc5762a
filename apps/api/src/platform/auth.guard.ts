import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TeamId } from '@pgai/contracts/teams.js';
import { peopleOnly, teamNotFound } from '@pgai/domain/permissions/actor.js';
import { mayAllow, notPermitted } from '@pgai/domain/permissions/allows.js';
import { type Permission, ruleOf } from '@pgai/domain/permissions/permissions.js';
import { turnedAway } from '@pgai/domain/teams/security-policy.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeyLookup } from './api-key-lookup.js';
import { Config } from './config.js';
import { identifyKey } from './identify-key.js';
import { neededPermission } from './needs.js';
import { notSignedIn, ProblemError } from './problem.js';
import { SessionLookup, sessionCookie } from './session-lookup.js';
import { TeamStates } from './team-states.js';

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
    private readonly keys: ApiKeyLookup,
    private readonly teams: TeamStates,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext) {
    if (context.getType() !== 'http') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const said = <T>(key: string) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
    const open = said<boolean>(publicRoute);
    const byKey = !open && request.headers.authorization !== undefined;
    // a page of another site can make the browser send our cookie, but no key: that it would have to have itself
    if (!byKey && request.method !== 'GET' && request.method !== 'HEAD')
      refuseForeignOrigin(request, this.config);
    if (open) return true;

    if (byKey) await identifyKey(this.keys, request, http.getResponse<FastifyReply>());
    else await this.identify(request);
    if (request.params.team !== undefined) this.permit(request, said<Permission>(neededPermission));
    return true;
  }

  /** Sets who asks, and what they hold in the team, if it lets them in as they come. */
  private async identify(request: Request) {
    const token = request.cookies[sessionCookie];
    const { team: teamId } = request.params;
    const wellFormed = teamId !== undefined && TeamId.safeParse(teamId).success;
    const found = token && (await this.sessions.find(token, wellFormed ? teamId : null));
    if (!found) throw notSignedIn();
    const { user_id, session_id } = found;
    request.by = { kind: 'user', id: user_id };
    request.session = { user_id, session_id };
    request.visit = { address: request.ip, session: found };
    if (!wellFormed) return;

    const { holder, policy } = await this.teams.access(teamId, user_id, found);
    const refusal = holder && turnedAway(policy, request.visit);
    if (refusal) throw refusal;
    if (holder) request.holder = holder;
  }

  private permit({ by, holder }: Request, permission: Permission | undefined) {
    if (!permission) throw new Error('A route with a team names no permission.');
    if (!holder) throw teamNotFound();
    if (by?.kind === 'api_key' && !ruleOf(permission).keys) throw peopleOnly();
    if (!mayAllow(holder, permission)) throw notPermitted(holder, permission);
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
