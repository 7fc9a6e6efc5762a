import type * as messages from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { callStatus } from './call-status.js';
import { deadlineOf } from './deadline.js';
import type { Removal } from './decide.js';
import { invalid } from './refusal.js';
import { isMetastream } from './stream-name.js';
import { expectedRevision, writableStream } from './stream-options.js';
import { DeleteResp, TombstoneResp } from './stubs.js';
import type { Writer } from './writer.js';

/** Delete hides what is in the stream and lets it begin anew. */
export const softDelete =
  (writer: Writer): handleUnaryCall<messages.DeleteReq, messages.DeleteResp> =>
  (call, callback) => {
    remove(writer, 'delete', call.request.getOptions(), deadlineOf(call)).then(
      (position) => {
        const at = new DeleteResp.Position();
        at.setCommitPosition(position);
        at.setPreparePosition(position);
        callback(null, new DeleteResp().setPosition(at));
      },
      (error) => callback(callStatus(error)),
    );
  };

/** Tombstone ends a stream for ever, also one that never was. */
export const tombstone =
  (writer: Writer): handleUnaryCall<messages.TombstoneReq, messages.TombstoneResp> =>
  (call, callback) => {
    remove(writer, 'tombstone', call.request.getOptions(), deadlineOf(call)).then(
      (position) => {
        const at = new TombstoneResp.Position();
        at.setCommitPosition(position);
        at.setPreparePosition(position);
        callback(null, new TombstoneResp().setPosition(at));
      },
      (error) => callback(callStatus(error)),
    );
  };

async function remove(
  writer: Writer,
  kind: Removal['kind'],
  options: messages.DeleteReq.Options | messages.TombstoneReq.Options | undefined,
  deadline: number,
) {
  if (!options) throw invalid('The stream is missing.');
  const stream = writableStream(options.getStreamIdentifier());
  if (isMetastream(stream)) throw invalid('A metadata stream cannot be deleted; delete its stream.');
  const expected = expectedRevision(options, options.getRevision());
  const { position } = await writer.submit({ kind, stream, expected }, deadline);
  return String(position);
}
