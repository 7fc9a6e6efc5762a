import type { ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import { expired } from './refusal.js';

/** When the caller stops waiting, in milliseconds since 1970. */
export function deadlineOf(call: ServerUnaryCall<unknown, unknown> | ServerReadableStream<unknown, unknown>) {
  const deadline = call.getDeadline();
  return deadline instanceof Date ? deadline.getTime() : deadline;
}

/** Too late comes before every other reason to refuse. */
export function refuseExpired(deadline: number | undefined) {
  if (deadline !== undefined && deadline <= Date.now()) throw expired();
}
