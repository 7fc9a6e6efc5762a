import { Injectable } from '@nestjs/common';
import { changesBetween } from '@pgai/domain/changes.js';
import type { Sealed } from '@pgai/domain/personal.js';
import { shown } from '@pgai/domain/state-json.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { folded } from './fold.js';
import { PastQueries } from './past.queries.js';

type Entry = {
  position: string;
  stream: string;
  revision: string;
  action: string;
  resource_id: string;
  data: unknown;
  metadata: unknown;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What of an entry has to be worked out: the state before it and with it, and from where it came. */
@Injectable()
export class EntryDetail {
  constructor(
    private readonly past: PastQueries,
    private readonly vault: PersonalVault,
  ) {}

  async changes(team: string, { position, stream, revision, action, data, metadata }: Entry) {
    const [before] = (await this.past.states(team, String(BigInt(position) - 1n), [stream])).values();
    const { schema } = metadata as Metadata;
    const event = { position, stream, revision, action, data: data as Record<string, unknown>, schema };
    const after = folded(before, event);
    return after ? changesBetween(before ? shown(before.state) : {}, shown(after.state)) : [];
  }

  /** Sealed under the actor's key, or that of the person it says, and for the system under that of the stream's user; nothing once it is destroyed. */
  async origin({ metadata, resource_id }: Entry) {
    const { actor, personal, personal_of } = metadata as Metadata;
    const whose = personal_of ?? (actor.kind === 'system' ? resource_id : actor.id);
    const opened = personal && (await this.open(whose, personal));
    const { ip, user_agent } = JSON.parse(opened ?? '{}') as { ip?: string; user_agent?: string };
    return { ip_address: ip ?? null, user_agent: user_agent ?? null };
  }

  /** Null also where it was sealed for somebody else: the entry shows what it can, the comparison with the log the rest. */
  private async open(subject: string, sealed: Sealed) {
    return uuid.test(subject) ? this.vault.open(subject, sealed).catch(() => null) : null;
  }
}
