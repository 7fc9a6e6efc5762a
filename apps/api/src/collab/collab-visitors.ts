import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type DocumentName, documentName } from '@pgai/collab/document-name.js';
import type { Visitor } from '@pgai/collab/peer.js';
import { closeCode, type Rights } from '@pgai/collab/protocol.js';
import { allows } from '@pgai/domain/permissions/allows.js';
import { turnedAway } from '@pgai/domain/teams/security-policy.js';
import { isOwner, type Lock, lockOf } from '@pgai/domain/views/state.js';
import { PersonNames } from '../platform/person-names.js';
import { Refusals } from '../platform/refusals.js';
import { type Found, SessionLookup } from '../platform/session-lookup.js';
import { TeamStates } from '../platform/team-states.js';
import { addressOf, sessionTokenOf } from '../platform/upgrade.js';
import { DocumentAccess } from './document-access.js';

/** Somebody with a page on a draft: by whose session, in whose team. */
export type PageVisitor = Visitor & { session_id: string; team_id: string; view_id: string };

const why: Record<string, string> = {
  'read-only': 'An edit by somebody who may only look.',
  'foreign-client': 'An edit or a cursor in the name of somebody else.',
  'clock-jump': 'An edit that leaves out what should come before it.',
  'unknown-reference': 'An edit of something that is not there.',
  'too-many-clients': 'Too many pages in one edit.',
  'unknown-message': 'A message that no page sends.',
  malformed: 'A message that is none.',
};

/** Who may see and edit a draft. Each look asks the session, the team and the view anew, and trusts nothing it has seen. */
@Injectable()
export class CollabVisitors {
  constructor(
    private readonly sessions: SessionLookup,
    private readonly teams: TeamStates,
    private readonly documents: DocumentAccess,
    private readonly names: PersonNames,
    private readonly refusals: Refusals,
  ) {}

  /** A number: the code to close with. A draft that is not there and one of a foreign team look alike. */
  async admit(request: IncomingMessage, name: DocumentName | undefined): Promise<PageVisitor | number> {
    const token = sessionTokenOf(request);
    const found = token && (await this.sessions.find(token, null));
    if (!token || !found) return closeCode.notSignedIn;
    const facts = name && (await this.documents.find(name));
    if (!name || !facts) return closeCode.notFound;
    const address = addressOf(request);
    const { user_id, session_id } = found;
    const look = () => this.look(token, name, address);
    const rights = await look();
    if (typeof rights === 'number') return rights;
    const person = { id: user_id, name: await this.names.nameOf(user_id) };
    const { team_id } = facts;
    const personal = JSON.stringify({ ip: address, user_agent: request.headers['user-agent'] ?? '' });
    const refused = (code: string) => this.note({ user_id, team_id, personal }, name, code);
    return { person, session_id, team_id, view_id: name.view_id, look, refused };
  }

  private async look(token: string, name: DocumentName, address: string): Promise<Rights | number> {
    const facts = await this.documents.find(name);
    const found = await this.sessions.find(token, facts?.team_id ?? null);
    if (!found) return closeCode.notSignedIn;
    if (!facts) return closeCode.notFound;
    const { holder, policy } = await this.teams.access(facts.team_id, found.user_id, found);
    const about = { name: facts.name };
    if (!holder || turnedAway(policy, { address, session: found }) || !allows(holder, 'views:read', about))
      return closeCode.notFound;
    if (!allows(holder, 'views:edit', about)) return { write: false, why: 'read-only' };
    if (facts.status === 'archived') return { write: false, why: 'archived' };
    return (await this.lockedFor(found, lockOf(facts, new Date().toISOString()))) ?? { write: true };
  }

  private async lockedFor({ user_id }: Found, lock: Lock | null): Promise<Rights | undefined> {
    if (!lock || isOwner(lock, { kind: 'user', id: user_id })) return undefined;
    const { owner, until } = lock;
    const by = owner.kind === 'user' ? await this.names.nameOf(owner.id) : 'A program';
    return { write: false, why: 'locked', by, until };
  }

  private note(
    { user_id, team_id, personal }: { user_id: string; team_id: string; personal: string },
    name: DocumentName,
    code: string,
  ) {
    const id = randomUUID();
    this.refusals.noteOutside(
      {
        actor: { kind: 'user', id: user_id },
        team_id,
        correlation_id: id,
        causation_id: null,
        request_id: id,
        at: new Date().toISOString(),
        schema: 1,
      },
      personal,
      {
        action: 'views.edit',
        resource_type: 'view',
        resource_id: name.view_id,
        code,
        detail: `${why[code] ?? code} The draft is ${documentName(name)}.`,
      },
    );
  }
}
