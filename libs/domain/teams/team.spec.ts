import { describe, it } from 'vitest';
import type { Role } from '../permissions/role.js';
import { given } from '../testing/given.js';
import { type TeamEvent, team } from './team.js';

const created: TeamEvent = { type: 'TeamCreated', data: { name: 'Meridian Freight' } };
const joined = (user_id: string, role: Role): TeamEvent => ({
  type: 'MemberJoined',
  data: { user_id, role },
});
const meridian = [created, joined('ada', 'owner'), joined('grace', 'developer'), joined('tomasz', 'admin')];

describe('creating a team', () => {
  it('makes its creator the owner', () =>
    given(team)
      .when({ type: 'CreateTeam', name: 'Meridian Freight', owner_id: 'ada' })
      .decides(created, joined('ada', 'owner')));

  it('is refused when it exists', () =>
    given(team, ...meridian)
      .when({ type: 'CreateTeam', name: 'Meridian Freight', owner_id: 'ada' })
      .refused('team-exists'));
});

describe('renaming a team', () => {
  const rename = (id: string, name = 'Meridian Logistics') => ({
    type: 'RenameTeam' as const,
    name,
    by: { kind: 'user' as const, id },
  });
  const renamed: TeamEvent = { type: 'TeamRenamed', data: { name: 'Meridian Logistics' } };

  it('is for owners', () =>
    given(team, ...meridian)
      .when(rename('ada'))
      .decides(renamed));
  it('is for admins', () =>
    given(team, ...meridian)
      .when(rename('tomasz'))
      .decides(renamed));
  it('is refused to others', () =>
    given(team, ...meridian)
      .when(rename('grace'))
      .refused('not-permitted'));
  it('hides the team from strangers', () =>
    given(team, ...meridian)
      .when(rename('eve'))
      .refused('team-not-found'));
  it('needs a team', () => given(team).when(rename('ada')).refused('team-not-found'));
  it('to the same name is nothing new', () =>
    given(team, ...meridian)
      .when(rename('ada', 'Meridian Freight'))
      .decides());
});

describe('adding a member', () => {
  const add = (id: string, user_id: string, role: Role) => ({
    type: 'AddMember' as const,
    user_id,
    role,
    by: { kind: 'user' as const, id },
  });

  it('gives the role', () =>
    given(team, ...meridian)
      .when(add('tomasz', 'yuki', 'viewer'))
      .decides(joined('yuki', 'viewer')));
  it('twice is refused', () =>
    given(team, ...meridian)
      .when(add('ada', 'grace', 'viewer'))
      .refused('already-member'));
  it('as owner needs an owner', () =>
    given(team, ...meridian)
      .when(add('tomasz', 'yuki', 'owner'))
      .refused('owner-required'));
  it('is refused to developers', () =>
    given(team, ...meridian)
      .when(add('grace', 'yuki', 'viewer'))
      .refused('not-permitted'));
});
