import { Injectable } from '@nestjs/common';
import { Tenancy } from './tenancy.js';

/** What others are shown of whoever is there. */
@Injectable()
export class PersonNames {
  constructor(private readonly tenancy: Tenancy) {}

  async nameOf(userId: string) {
    const row = await this.tenancy.person(userId, (db) =>
      db.selectFrom('read.account').select('name').where('user_id', '=', userId).executeTakeFirst(),
    );
    if (!row) return 'New member';
    return row.name ?? 'Erased person';
  }

  namesOf(userIds: readonly string[]) {
    return Promise.all(userIds.map((id) => this.nameOf(id)));
  }
}
