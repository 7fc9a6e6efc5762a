import type { ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';

/** When the caller stops waiting, in milliseconds since 1970. */
export function deadlineOf(call: ServerUnaryCall<unknown, unknown> | ServerReadableStream<unknown, unknown>) {
  const deadline = call.getDeadline();
  return deadline instanceof Date ? deadline.getTime() : deadline;
}
