import type { AppendReq, AppendResp as Response } from '@eventstore/db-client/generated/streams_pb.js';
import type { handleClientStreamingCall, ServerReadableStream } from '@grpc/grpc-js';
import type { Written } from './batch.js';
import { callStatus } from './call-status.js';
import { deadlineOf, refuseExpired } from './deadline.js';
import type { Append } from './decide.js';
import { ProposedEvents } from './proposed-events.js';
import { type Detail, invalid, Refusal } from './refusal.js';
import { expectedRevision, writableStream } from './stream-options.js';
import { AppendResp, Empty } from './stubs.js';
import type { Writer } from './writer.js';

/** Append, one stream per call: the first message names the stream, each further one is an event. */
export const append =
  (writer: Writer): handleClientStreamingCall<AppendReq, Response> =>
  (call, callback) => {
    receive(call)
      .then((command) => writer.submit(command, deadlineOf(call)))
      .then(success)
      .catch(wrongVersion)
      .then(
        (response) => callback(null, response),
        (error) => callback(callStatus(error)),
      );
  };

async function receive(call: ServerReadableStream<AppendReq, Response>): Promise<Append> {
  let options: AppendReq.Options | undefined;
  const events = new ProposedEvents();
  for await (const message of call as AsyncIterable<AppendReq>) {
    options ??= message.getOptions();
    const event = message.getProposedMessage();
    if (event) events.add(event);
  }
  refuseExpired(deadlineOf(call));
  if (!options) throw invalid('The first message of an append names the stream.');
  return {
    kind: 'append',
    stream: writableStream(options.getStreamIdentifier()),
    expected: expectedRevision(options, options.getRevision()),
    events: events.all(),
  };
}

function success({ revision, position }: Written) {
  const answer = new AppendResp.Success();
  if (revision < 0n) answer.setNoStream(new Empty());
  else answer.setCurrentRevision(String(revision));

  if (position === undefined) answer.setNoPosition(new Empty());
  else {
    const at = new AppendResp.Position();
    at.setCommitPosition(String(position));
    at.setPreparePosition(String(position));
    answer.setPosition(at);
  }
  return new AppendResp().setSuccess(answer);
}

/** A wrong version is a normal response of this call, not a status. */
function wrongVersion(error: unknown) {
  if (error instanceof Refusal && error.detail.name === 'WrongExpectedVersion')
    return new AppendResp().setWrongExpectedVersion(versions(error.detail));
  throw error;
}

function versions({ expected, current }: Extract<Detail, { name: 'WrongExpectedVersion' }>) {
  const answer = new AppendResp.WrongExpectedVersion();
  if (current < 0n) answer.setCurrentNoStream(new Empty());
  else answer.setCurrentRevision(String(current));

  if (expected === 'any') answer.setExpectedAny(new Empty());
  else if (expected === 'no_stream') answer.setExpectedNoStream(new Empty());
  else if (expected === 'stream_exists') answer.setExpectedStreamExists(new Empty());
  else answer.setExpectedRevision(String(expected));
  return answer;
}
