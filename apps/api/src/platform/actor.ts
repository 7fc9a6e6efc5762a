import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@pgai/contracts/identity.js';
import type { FastifyRequest } from 'fastify';
import { notSignedIn } from './problem.js';

export type Actor = { user_id: string; session_id: string };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    actor?: Actor;
    /** The actor's role, on routes with a `:team`. */
    role?: Role;
  }
}

const actorOf = (context: ExecutionContext) => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw notSignedIn();
  return actor;
};

/** The id of the signed-in user. */
export const ActorId = createParamDecorator(
  (_: unknown, context: ExecutionContext) => actorOf(context).user_id,
);

/** The signed-in user and the session the request came with. */
export const SignedInAs = createParamDecorator((_: unknown, context: ExecutionContext) => actorOf(context));
