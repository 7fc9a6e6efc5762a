import { createHmac, hkdfSync } from 'node:crypto';
import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { Metadata } from '@pgai/event-store/event.js';
import type { Context } from '@pgai/event-store/handle.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyRequest } from 'fastify';
import { v5, v7 } from 'uuid';
import { Config } from './config.js';
import { notSignedIn, ProblemError } from './problem.js';

/** What a command brings along: who and when (metadata), its identity for retries, the revision its sender saw. */
export type CommandContext = Context & {
  /** For a command that makes something: its id; the same on every retry with the same Idempotency-Key. */
  newId: string;
};

/** `@InCommand() context: CommandContext` on a route that changes something. */
export const InCommand = () => RequestItself(CommandContexts);
const RequestItself = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

const keyForm = /^[\x21-\x7e]{1,128}$/;
const commandNamespace = '6f1d1c4e-6f0c-4f55-9d2b-2a7d3f0c9b11';

@Injectable()
export class CommandContexts implements PipeTransform<FastifyRequest, Promise<CommandContext>> {
  private readonly pepper: Buffer;

  constructor(
    private readonly db: Db,
    private readonly vault: PersonalVault,
    { masterKey }: Config,
  ) {
    this.pepper = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai idempotency: request fingerprint', 32));
  }

  async transform(request: FastifyRequest): Promise<CommandContext> {
    const { by } = request;
    if (!by) throw notSignedIn();
    const [identity, metadata] = await Promise.all([
      this.identity(request, by.id),
      this.metadata(request, by.id),
    ]);
    return { ...identity, metadata, expectedRevision: ifMatch(request) };
  }

  /**
   * What makes this command itself when it is sent again. A key belongs to its sender and to what was first sent with
   * it: the same key with another request is a mistake (422). Without a key every request is a new command.
   */
  async identity(request: FastifyRequest, sender: string) {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return { commandId: request.id, newId: v7(), firstTry: true };
    if (typeof key !== 'string' || !keyForm.test(key))
      throw new ProblemError(422, 'invalid-input', 'Idempotency-Key: 1 to 128 visible ASCII characters.');

    const fingerprint = createHmac('sha256', this.pepper) // keyed, as a body may hold a password
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest();
    const newId = v7();
    const { resource_id, ...first } = await this.db
      .insertInto('app.idempotency_key')
      .values({ actor: sender, key, fingerprint, resource_id: newId })
      .onConflict((c) => c.columns(['actor', 'key']).doUpdateSet({ key }))
      .returning(['resource_id', 'fingerprint'])
      .executeTakeFirstOrThrow();
    if (!first.fingerprint.equals(fingerprint))
      throw new ProblemError(
        422,
        'idempotency-key-reused',
        'This Idempotency-Key was sent before with another request.',
        {
          hint: 'A new command takes a new key; only a retry takes the same.',
        },
      );
    return {
      commandId: v5(`${sender} ${key}`, commandNamespace),
      newId: resource_id,
      firstTry: resource_id === newId,
    };
  }

  /**
   * `actorId`: the signed-in user, whoever becomes one by this very command, or an API key. What is personal about the use
   * of a key is about the person who was shown its secret, and goes with that person's key.
   */
  async metadata(request: FastifyRequest, actorId: string): Promise<Metadata> {
    const { told, personal } = this.outline(request, actorId);
    return { ...told, ...(await this.seal(told, personal)) };
  }

  /** What can be said at once, and what yet has to be sealed. */
  outline(request: FastifyRequest, actorId: string): { told: Metadata; personal: string } {
    const { key } = request;
    const { team } = (request.params ?? {}) as { team?: string };
    const told: Metadata = {
      actor: { kind: key ? 'api_key' : 'user', id: actorId },
      team_id: team ?? null,
      correlation_id: request.correlationId,
      causation_id: null,
      request_id: request.id,
      at: new Date().toISOString(),
      schema: 1,
      ...(key && { personal_of: key.shown_to }),
    };
    const personal = { ip: request.ip, user_agent: request.headers['user-agent'] ?? '' };
    return { told, personal: JSON.stringify(personal) };
  }

  async seal({ actor, personal_of }: Metadata, personal: string) {
    return { personal: await this.vault.seal(personal_of ?? actor.id, personal) };
  }
}

/** `If-Match: "7"`: only if the resource still is at revision 7. RFC 9110 compares strongly, so `W/"7"` never matches. */
function ifMatch({ headers }: FastifyRequest) {
  const tag = headers['if-match'];
  if (tag === undefined || tag === '*') return undefined;
  const [, revision] = /^"(\d{1,18})"$/.exec(tag) ?? [];
  if (revision !== undefined) return BigInt(revision);
  if (/^W\//.test(tag))
    throw new ProblemError(412, 'stale-revision', 'A weak ETag never matches in If-Match.');
  throw new ProblemError(422, 'invalid-input', 'If-Match: an ETag as this API sent it, for example "7".');
}
