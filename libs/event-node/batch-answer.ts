import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Written } from './batch.js';
import type { Detail, Refusal } from './refusal.js';
import * as stubs from './stubs.js';

const { GoogleEmpty, StreamIdentifier } = stubs;

export function batchSuccess(correlationId: UUID, options: BatchAppendReq.Options, written: Written) {
  const success = new stubs.BatchAppendResp.Success();
  if (written.revision < 0n) success.setNoStream(new GoogleEmpty());
  else success.setCurrentRevision(String(written.revision));

  if (written.position === undefined) success.setNoPosition(new GoogleEmpty());
  else {
    const position = new stubs.AllStreamPosition();
    position.setCommitPosition(String(written.position));
    position.setPreparePosition(String(written.position));
    success.setPosition(position);
  }
  return echo(correlationId, options).setSuccess(success);
}

/** The client needs a typed detail in every refusal; without one it fails instead of reporting. */
export function batchRefusal(correlationId: UUID, options: BatchAppendReq.Options, refusal: Refusal) {
  const details = new stubs.Any();
  details.pack(detailBytes(refusal.detail, refusal.message), `event_store.client.${refusal.detail.name}`);
  const status = new stubs.Status();
  status.setCode(refusal.code as number);
  status.setMessage(refusal.message);
  status.setDetails(details);
  return echo(correlationId, options).setError(status);
}

function echo(correlationId: UUID, options: BatchAppendReq.Options) {
  const answer = new stubs.BatchAppendResp();
  answer.setCorrelationId(correlationId);
  answer.setStreamIdentifier(options.getStreamIdentifier());
  if (options.hasNoStream()) answer.setNoStream(new GoogleEmpty());
  else if (options.hasAny()) answer.setAny(new GoogleEmpty());
  else if (options.hasStreamExists()) answer.setStreamExists(new GoogleEmpty());
  else answer.setStreamPosition(options.getStreamPosition());
  return answer;
}

function detailBytes(detail: Detail, message: string) {
  switch (detail.name) {
    case 'WrongExpectedVersion':
      return versions(detail).serializeBinary();
    case 'StreamDeleted': {
      const identifier = new StreamIdentifier();
      identifier.setStreamName(Buffer.from(detail.stream));
      return new stubs.StreamDeleted().setStreamIdentifier(identifier).serializeBinary();
    }
    case 'MaximumAppendSizeExceeded':
      return new stubs.MaximumAppendSizeExceeded().setMaxappendsize(detail.limit).serializeBinary();
    case 'Timeout':
      return new stubs.Timeout().serializeBinary();
    case 'BadRequest':
      return new stubs.BadRequest().setMessage(message).serializeBinary();
  }
}

function versions({ expected, current }: Extract<Detail, { name: 'WrongExpectedVersion' }>) {
  const answer = new stubs.WrongExpectedVersion();
  if (current < 0n) answer.setCurrentNoStream(new GoogleEmpty());
  else answer.setCurrentStreamRevision(String(current));

  if (expected === 'any') answer.setExpectedAny(new GoogleEmpty());
  else if (expected === 'no_stream') answer.setExpectedNoStream(new GoogleEmpty());
  else if (expected === 'stream_exists') answer.setExpectedStreamExists(new GoogleEmpty());
  else answer.setExpectedStreamPosition(String(expected));
  return answer;
}
