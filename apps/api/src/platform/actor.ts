import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Actor, peopleOnly, teamNotFound } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { Visit } from '@pgai/domain/teams/security-policy.js';
import type { FastifyRequest } from 'fastify';
import { notSignedIn, wrongApiKey } from './problem.js';

/** A signed-in person, and the session the request came with. */
export type Person = { user_id: string; session_id: string };

/** The API key a request came with. `shown_to`: who was shown its secret, and under whose key its origin is sealed. */
export type Key = { api_key_id: string; team_id: string; shown_to: string };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    by?: Actor;
    /** The session of a person; a request with an API key has none. */
    session?: Person;
    /** From where, and with a session how old: what a team may ask something of. */
    visit?: Visit;
    /** The API key, in place of a session. */
    key?: Key;
    /** What the actor holds in the team, on routes with a `:team`. */
    holder?: Holder;
  }
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

const sessionOf = (context: ExecutionContext) => {
  const { session, by } = requestOf(context);
  if (!session) throw by ? peopleOnly() : notSignedIn();
  return session;
};

/** Who acts: a person or an API key. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { by } = requestOf(context);
  if (!by) throw notSignedIn();
  return by;
});

/** What whoever asks holds in the team of the path. */
export const Holds = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { holder } = requestOf(context);
  if (!holder) throw teamNotFound();
  return holder;
});

/** The API key the request came with; refuses people. */
export const ByKey = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { key } = requestOf(context);
  if (!key) throw wrongApiKey();
  return key;
});

/** The id of the signed-in user; refuses API keys. */
export const ActorId = createParamDecorator(
  (_: unknown, context: ExecutionContext) => sessionOf(context).user_id,
);

/** The signed-in user and the session the request came with; refuses API keys. */
export const SignedInAs = createParamDecorator((_: unknown, context: ExecutionContext) => sessionOf(context));

/** How whoever acts comes: from where, and with what session. */
export const InVisit = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { visit } = requestOf(context);
  if (!visit) throw notSignedIn();
  return visit;
});
