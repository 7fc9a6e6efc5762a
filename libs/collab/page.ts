import type { Person } from './awareness.js';
import type { SharedFrame } from './shared-frame.js';

/** What a room knows of a socket in it. */
export type Page = {
  readonly person: Person;
  /** its step 2 has been taken */
  readonly synced: boolean;
  /** writes it has sent */
  readonly writes: number;
  send: (frame: Uint8Array) => void;
  sendShared: (frame: SharedFrame) => void;
  /** these writes are stored, in their order */
  stored: (writes: readonly number[]) => void;
  close: (code: number, reason?: string) => void;
};
