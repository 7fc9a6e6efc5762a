import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKeyLookup, FoundKey } from './api-key-lookup.js';
import { wrongApiKey } from './problem.js';

type Request = FastifyRequest<{ Params: { team?: string } }>;

/**
 * Sets the API key of `Authorization: Bearer …` as the one who asks. A header that is there decides alone: a wrong key is
 * never made up for by the cookie beside it.
 */
export async function identifyKey(keys: ApiKeyLookup, request: Request, reply: FastifyReply) {
  const [, secret] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!secret) throw wrongApiKey();
  const origin = { ip: request.ip, user_agent: request.headers['user-agent'] ?? '' };
  const found = await keys.find(secret, origin);
  const { api_key_id, team_id, shown_to } = found;
  const holder = holderOf(found);
  request.by = { kind: 'api_key', id: api_key_id, ...holder };
  request.key = { api_key_id, team_id, shown_to };
  request.visit = { address: request.ip, session: null };
  if (request.params.team === team_id) request.holder = holder;
  if (found.state === 'old' && found.refused_at)
    reply.header('pgai-warning', `api-key-old; refused-after="${found.refused_at.toISOString()}"`);
}

export const holderOf = ({ role, limits }: FoundKey) => ({ role, ...(limits && { limits }) });
