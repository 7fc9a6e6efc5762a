import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { FastifyRequest } from 'fastify';

/** For what only owners and admins of the team in the path may read. Runs after the guard that finds the role. */
@Injectable()
export class TeamAdmins implements CanActivate {
  canActivate(context: ExecutionContext) {
    const { role } = context.switchToHttp().getRequest<FastifyRequest>();
    if (role === 'owner' || role === 'admin') return true;
    throw new DomainError(
      'forbidden',
      'admin-required',
      `A ${role} cannot read this. Ask an owner or an admin of the team.`,
    );
  }
}
