import { demand } from '../permissions/actor.js';
import type { ViewEvent } from './events.js';
import { type By, isOwner, lockOf, permitted, unlocked, type View } from './state.js';

export type LockCommand =
  | ({ type: 'LockView'; until: string; reason: string } & By)
  | ({ type: 'UnlockView' } & By);

/** Whoever holds a lock sets it anew to keep it longer. A lock ends by itself, by whoever set it, or by an admin. */
export const decideLock = (command: LockCommand, now: View): ViewEvent[] => {
  if (command.type === 'LockView') {
    unlocked(now, command, 'views:lock');
    const { until, reason, by } = command;
    return [{ type: 'ViewLocked', data: { owner: { kind: by.kind, id: by.id }, until, reason } }];
  }
  const { by, holder, at } = command;
  const view = permitted(now, command, 'views:lock');
  const lock = lockOf(view, at);
  if (!lock) return [];
  if (!isOwner(lock, by)) demand(by, 'views:archive', () => holder, { name: view.name });
  return [{ type: 'ViewUnlocked', data: {} }];
};
