import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';

/** The generated messages are CommonJS without detectable names, so they come as whole modules. */
export const { AppendResp, BatchAppendResp, DeleteResp, ReadReq, TombstoneResp } = streams;
export const {
  AllStreamPosition,
  BadRequest,
  Empty,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  WrongExpectedVersion,
} = shared;
export const { Status } = status;
export const { Any } = any;
export const { Empty: GoogleEmpty } = empty;
