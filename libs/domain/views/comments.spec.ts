import { describe, it } from 'vitest';
import type { Role } from '../permissions/role.js';
import { given } from '../testing/given.js';
import { type CommentCommand, type CommentEvent, viewComments } from './comments.js';

const as = (role: Role, id = 'ada') => ({
  by: { kind: 'user', id } as const,
  holder: { role },
  view: 'open_orders',
});
const said = { text: 'What is this?', mentions: ['grace'] };
const add: CommentCommand = {
  type: 'AddComment',
  comment_id: 'c',
  branch: 'main',
  anchor: { node: 'n1' },
  ...said,
  ...as('viewer'),
};
const added: CommentEvent = {
  type: 'CommentAdded',
  data: { comment_id: 'c', branch: 'main', anchor: { node: 'n1' }, by: 'ada', ...said },
};
const resolve = (role: Role, id?: string): CommentCommand => ({
  type: 'ResolveComment',
  comment_id: 'c',
  ...as(role, id),
});
const resolved: CommentEvent = { type: 'CommentResolved', data: { comment_id: 'c' } };

describe('a comment', () => {
  it('is for everybody in the team', () => given(viewComments).when(add).decides(added));
  it('is not for keys', () =>
    given(viewComments)
      .when({ ...add, by: { kind: 'api_key', id: 'ci', role: 'admin' } })
      .refused('people-only'));
  it('is replied to where it is', () => {
    const reply: CommentCommand = {
      type: 'ReplyToComment',
      comment_id: 'c',
      message_id: 'm',
      ...said,
      ...as('viewer', 'grace'),
    };
    given(viewComments, added)
      .when(reply)
      .decides({ type: 'CommentReplied', data: { comment_id: 'c', message_id: 'm', ...said } });
    given(viewComments).when(reply).refused('comment-not-found');
  });
  it('is resolved once, by its author or whoever may edit', () => {
    given(viewComments, added).when(resolve('viewer')).decides(resolved);
    given(viewComments, added).when(resolve('developer', 'lin')).decides(resolved);
    given(viewComments, added).when(resolve('viewer', 'vera')).refused('not-permitted');
    given(viewComments, added, resolved).when(resolve('viewer')).decides();
  });
  it('is opened again', () =>
    given(viewComments, added, resolved)
      .when({ ...resolve('viewer'), type: 'ReopenComment' })
      .decides({ type: 'CommentReopened', data: { comment_id: 'c' } }));
});

it('a view has at most two thousand', () => {
  const many = Array.from(
    { length: 2_000 },
    (_, i): CommentEvent => ({ ...added, data: { ...added.data, comment_id: `${i}` } }) as CommentEvent,
  );
  given(viewComments, ...many)
    .when(add)
    .refused('too-many-comments');
});
