import type { Socket } from 'node:net';
import { Frames } from './frames.js';
import { TargetError } from './target-error.js';

/** How much the server may still send before it is hung up on; set anew for each question. */
export type Budget = { bytes: number };

const mostBytesOfRow = 16_777_216;

/**
 * Stands between the socket and `pg`: counts bytes, lets whole well-formed messages through alone, and turns whatever the
 * parser throws into the end of this connection, where it would have been the end of the process.
 */
export function watched(socket: Socket, budget: Budget): Socket {
  const frames = new Frames(mostBytesOfRow);
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...args: unknown[]) => boolean;
  const guarded = (event: string | symbol, ...args: unknown[]) => {
    if (event !== 'data') return emit(event, ...args);
    if (socket.destroyed) return false;
    try {
      const [chunk] = args as [Buffer];
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) throw tooLarge();
      const messages = frames.push(chunk);
      return messages ? emit('data', messages) : true;
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  };
  socket.emit = guarded as Socket['emit'];
  return socket;
}

export const tooLarge = () =>
  new TargetError(
    'answer-too-large',
    'The answer is larger than is taken.',
    'Ask for fewer rows or columns.',
  );
