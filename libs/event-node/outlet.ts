import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { callStatus } from './call-status.js';

export type ReadCall = ServerWritableStream<ReadReq, Buffer>;

/** The reading end of a call, which may be slow, or leave at any moment. */
export class Outlet {
  #closed = false;

  constructor(readonly call: ReadCall) {
    const close = () => {
      this.#closed = true;
    };
    call.once('cancelled', close).once('close', close);
  }

  get closed() {
    return this.#closed;
  }

  /** Sends frames, then waits until the reader has taken them; so at most one page waits in memory. */
  async send(frames: Buffer[]) {
    if (this.#closed) return;
    for (const frame of frames) this.call.write(frame);
    if (this.call.writableNeedDrain) await this.#drained();
  }

  end() {
    if (!this.#closed) this.call.end();
  }

  fail(error: unknown) {
    if (!this.#closed) this.call.emit('error', callStatus(error));
  }

  #drained() {
    return new Promise<void>((resolve) => {
      const done = () => {
        this.call.off('drain', done).off('close', done).off('cancelled', done);
        resolve();
      };
      this.call.on('drain', done).on('close', done).on('cancelled', done);
    });
  }
}
