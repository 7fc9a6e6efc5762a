import { Injectable } from '@nestjs/common';
import type { InvitationOffer } from '@pgai/contracts/invitations.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { Role } from '@pgai/domain/permissions/role.js';
import type { Sealed } from '@pgai/domain/personal.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { CommandContext } from '../platform/command-context.js';
import { linkNoGood, MailTokens } from '../platform/mail-tokens.js';
import { bare } from './invitations.queries.js';
import { TeamCommands } from './team-commands.js';

type Invitation = {
  team_id: string;
  team_name: string;
  email: string | null;
  role: Role;
  state: 'open' | 'accepted' | 'revoked';
  expires_at: Date;
  inviter: string | null;
};

/**
 * The link shows that its bearer reads the invited mailbox. Who accepts has that very address, or a verified one of their
 * own, so that nobody comes in whom nobody can name. Once is once by the decider; the token is marked after it.
 */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly db: Db,
    private readonly tokens: MailTokens,
    private readonly teams: TeamCommands,
    private readonly store: EventStore,
    private readonly vault: PersonalVault,
  ) {}

  async offer(token: string): Promise<InvitationOffer> {
    const id = await this.tokens.find('invitation', token);
    const found = id === undefined ? undefined : await this.find(id);
    if (found?.state !== 'open') throw linkNoGood();
    const { team_id, team_name, email, role, inviter, expires_at } = found;
    return {
      team_id,
      team_name,
      email,
      role,
      invited_by_name: inviter,
      expires_at: expires_at.toISOString(),
    };
  }

  async accept(
    token: string,
    userId: string,
    context: CommandContext,
    reply: FastifyReply,
  ): Promise<Receipt> {
    const { tokens } = this;
    // a retry finds the token used by its own command
    const id =
      (await tokens.find('invitation', token)) ?? (await tokens.use('invitation', token, context.commandId));
    const invitation = await this.find(id);
    if (!invitation) throw linkNoGood();
    await this.mayAccept(userId, invitation.email);
    const receipt = await this.teams.send(
      invitation.team_id,
      {
        type: 'AcceptInvitation',
        invitation_id: id,
        user_id: userId,
        request_id: context.newId,
        at: context.metadata.at,
      },
      context,
      reply,
    );
    await tokens.use('invitation', token, context.commandId);
    return receipt;
  }

  private async find(id: string) {
    const { rows } = await sql<Invitation>`select * from app.invitation_of(${id})`.execute(this.db);
    return rows[0];
  }

  private async mayAccept(userId: string, invited: string | null) {
    const events = await this.store.read(`user-${userId}`);
    if (events.some(({ type }) => type === 'EmailVerified')) return;
    const [registered] = events;
    const own = registered && (await this.vault.open(userId, registered.data.email as Sealed));
    if (own && invited && bare(own) === bare(invited)) return;
    throw new DomainError(
      'forbidden',
      'email-not-verified',
      'This invitation went to another address, and yours is not verified.',
      'Verify your e-mail address, or sign in with the address that was invited.',
    );
  }
}
