import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, demand } from '../permissions/actor.js';
import type { Holder } from '../permissions/allows.js';

/** Where a thread hangs: on the view, on a node of the tree, or on a stretch of a text. */
export type Anchor =
  | { node: string }
  | { start: string; end: string; quote: string; in: 'sql' | 'description' }
  | null;

/** `view`: what it is called now. */
type By = { by: Actor; holder?: Holder | undefined; view: string };
type Said = { text: string; mentions: string[] };

export type CommentCommand =
  | ({ type: 'AddComment'; comment_id: string; branch: string; anchor: Anchor } & Said & By)
  | ({ type: 'ReplyToComment'; comment_id: string; message_id: string } & Said & By)
  | ({ type: 'ResolveComment' | 'ReopenComment'; comment_id: string } & By);

export type CommentEvent =
  | {
      type: 'CommentAdded';
      data: { comment_id: string; branch: string; anchor: Anchor; by: string } & Said;
    }
  | { type: 'CommentReplied'; data: { comment_id: string; message_id: string } & Said }
  | { type: 'CommentResolved'; data: { comment_id: string } }
  | { type: 'CommentReopened'; data: { comment_id: string } };

type Thread = { by: string; resolved: boolean; messages: number };
export type ViewComments = { threads: ReadonlyMap<string, Thread> };

/** They are shown all at once. */
const mostMessages = 2_000;

export const decide = (command: CommentCommand, { threads }: ViewComments): CommentEvent[] => {
  const { comment_id, by, holder, view } = command;
  demand(by, 'views:comment', () => holder, { name: view });
  if ('text' in command && said(threads) >= mostMessages)
    throw new DomainError(
      'conflict',
      'too-many-comments',
      `A view has at most ${mostMessages} comments and replies.`,
    );
  if (command.type === 'AddComment') {
    if (threads.has(comment_id))
      throw new DomainError('conflict', 'comment-exists', 'This comment was made before.');
    const { branch, anchor, text, mentions } = command;
    return [{ type: 'CommentAdded', data: { comment_id, branch, anchor, by: by.id, text, mentions } }];
  }
  const thread = threads.get(comment_id);
  if (!thread)
    throw new DomainError('not-found', 'comment-not-found', 'There is no such comment on this view.');
  if (command.type === 'ReplyToComment') {
    const { message_id, text, mentions } = command;
    return [{ type: 'CommentReplied', data: { comment_id, message_id, text, mentions } }];
  }
  // whoever began a thread may settle it, and whoever works on the view
  if (thread.by !== by.id) demand(by, 'views:edit', () => holder, { name: view });
  const resolved = command.type === 'ResolveComment';
  if (thread.resolved === resolved) return [];
  return [{ type: resolved ? 'CommentResolved' : 'CommentReopened', data: { comment_id } }];
};

export const evolve = (state: ViewComments, event: CommentEvent): ViewComments => {
  const change = (thread: Thread): ViewComments => ({
    threads: new Map(state.threads).set(event.data.comment_id, thread),
  });
  if (event.type === 'CommentAdded') return change({ by: event.data.by, resolved: false, messages: 1 });
  const thread = state.threads.get(event.data.comment_id);
  if (!thread) return state;
  switch (event.type) {
    case 'CommentReplied':
      return change({ ...thread, messages: thread.messages + 1 });
    case 'CommentResolved':
      return change({ ...thread, resolved: true });
    case 'CommentReopened':
      return change({ ...thread, resolved: false });
    default:
      return state; // an event written by a newer version changes no rule here
  }
};

export const viewComments: Decider<ViewComments, CommentCommand, CommentEvent> = {
  initial: { threads: new Map() },
  decide,
  evolve,
};

const said = (threads: ViewComments['threads']) =>
  [...threads.values()].reduce((sum, { messages }) => sum + messages, 0);
