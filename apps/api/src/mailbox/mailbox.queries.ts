import { Injectable } from '@nestjs/common';
import type { OpenMail } from '@pgai/contracts/mailbox.js';
import { Db } from '@pgai/db/pool.js';
import type { AppTables } from '@pgai/db/tables.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { Selectable } from 'kysely';

type Row = Pick<Selectable<AppTables['mail']>, 'id' | 'subject_id' | 'sealed' | 'created_at'>;

@Injectable()
export class MailboxQueries {
  constructor(
    private readonly db: Db,
    private readonly vault: PersonalVault,
  ) {}

  /** The newest 100. A mail to somebody who was erased cannot be read, and is left out. */
  async newest(): Promise<OpenMail[]> {
    const rows = await this.kept().orderBy('created_at', 'desc').orderBy('id').limit(100).execute();
    const opened = await Promise.all(rows.map((row) => this.open(row)));
    return opened.filter((mail) => mail !== undefined);
  }

  async one(id: string) {
    const row = await this.kept().where('id', '=', id).executeTakeFirst();
    return row && this.open(row);
  }

  private kept() {
    return this.db
      .selectFrom('app.mail')
      .select(['id', 'subject_id', 'sealed', 'created_at'])
      .where('state', '=', 'sent')
      .where('sealed', 'is not', null);
  }

  private async open({ id, subject_id, sealed: $sealed, created_at }: Row): Promise<OpenMail | undefined> {
    const plain = $sealed && (await this.vault.open(subject_id, { $sealed }));
    if (!plain) return undefined;
    const { to, subject, text } = JSON.parse(plain);
    return { id, to, subject, text, at: created_at.toISOString() };
  }
}
