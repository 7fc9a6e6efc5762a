import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  AppendResp,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';

/** The protocol without the client, for what the client would never send. */
export const connectRaw = (port: number) =>
  new StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure());

export type RawEvent = { id?: string; properties?: Record<string, string>; data?: string };
export const validProperties = { type: 'raw', 'content-type': 'application/octet-stream' };

export function identifier(stream: string) {
  const named = new shared.StreamIdentifier();
  named.setStreamName(Buffer.from(stream));
  return named;
}

export function uuid(text: string) {
  const id = new shared.UUID();
  id.setString(text);
  return id;
}

type BatchMessage = { stream?: string; events?: RawEvent[]; final?: boolean; deadline?: Date };

export function batchMessage(
  correlationId: string,
  { stream, events = [], final = true, deadline }: BatchMessage,
) {
  const message = new streams.BatchAppendReq();
  message.setCorrelationId(uuid(correlationId));
  message.setIsFinal(final);
  if (stream !== undefined) {
    const options = new streams.BatchAppendReq.Options();
    options.setStreamIdentifier(identifier(stream));
    options.setAny(new empty.Empty());
    if (deadline) options.setDeadline(timestamp.Timestamp.fromDate(deadline));
    message.setOptions(options);
  }
  for (const event of events)
    message.addProposedMessages(fill(new streams.BatchAppendReq.ProposedMessage(), event));
  return message;
}

/** Sends the messages on one call and gives its answers, once the node has ended the call. */
export async function batchAppend(client: StreamsClient, messages: ReturnType<typeof batchMessage>[]) {
  const call = client.batchAppend();
  for (const message of messages) call.write(message);
  call.end();
  const answers: BatchAppendResp[] = [];
  for await (const answer of call as AsyncIterable<BatchAppendResp>) answers.push(answer);
  return answers;
}

export function append(client: StreamsClient, stream: string, events: RawEvent[]) {
  return new Promise<AppendResp>((resolve, reject) => {
    const call = client.append((error: ServiceError | null, response) =>
      error ? reject(error) : resolve(response),
    );
    const options = new streams.AppendReq.Options();
    options.setStreamIdentifier(identifier(stream));
    options.setAny(new shared.Empty());
    call.write(new streams.AppendReq().setOptions(options));
    for (const event of events) {
      const message = fill(new streams.AppendReq.ProposedMessage(), event);
      call.write(new streams.AppendReq().setProposedMessage(message));
    }
    call.end();
  });
}

/** A read of `$all` from its start; `change` makes it the read that is wanted. */
export async function read(client: StreamsClient, change: (options: ReadReq.Options) => void) {
  const options = new streams.ReadReq.Options();
  options.setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()));
  options.setNoFilter(new shared.Empty());
  options.setCount('100');
  change(options);
  const answers: ReadResp[] = [];
  const call = client.read(new streams.ReadReq().setOptions(options));
  for await (const answer of call as AsyncIterable<ReadResp>) answers.push(answer);
  return answers;
}

type Message = InstanceType<
  typeof streams.AppendReq.ProposedMessage | typeof streams.BatchAppendReq.ProposedMessage
>;

function fill<M extends Message>(
  message: M,
  { id = crypto.randomUUID(), properties = validProperties, data = '' }: RawEvent,
) {
  message.setId(uuid(id));
  for (const [name, value] of Object.entries(properties)) message.getMetadataMap().set(name, value);
  message.setData(Buffer.from(data));
  return message;
}
