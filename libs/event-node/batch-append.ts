import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp as Response,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { batchRefusal, batchSuccess } from './batch-answer.js';
import { callStatus } from './call-status.js';
import { refuseExpired } from './deadline.js';
import { ProposedEvents } from './proposed-events.js';
import { invalid, Refusal } from './refusal.js';
import { expectedRevision, writableStream } from './stream-options.js';
import { parseUuid } from './uuid.js';
import type { Writer } from './writer.js';

type Call = ServerDuplexStream<BatchAppendReq, Response>;
type Pending = { correlationId: UUID; options: BatchAppendReq.Options; events: ProposedEvents };

/** Appends that are still arriving in parts; nobody needs many of them at once. */
const MAX_PARTIAL = 100;

/** BatchAppend: one long call carries many appends, each answered exactly once under its correlation id. */
export const batchAppend =
  (writer: Writer): handleBidiStreamingCall<BatchAppendReq, Response> =>
  (call) => {
    const partial = new Map<string, Pending>();
    const inFlight = new Set<Promise<void>>();

    call.on('data', (message: BatchAppendReq) => {
      try {
        const complete = collect(message, partial);
        if (!complete) return;
        const answered = answer(call, writer, complete).finally(() => inFlight.delete(answered));
        inFlight.add(answered);
      } catch (error) {
        call.emit('error', callStatus(error));
        call.pause();
      }
      if (writer.full) waitForRoom(call, writer);
    });
    call.on('end', () => Promise.all(inFlight).then(() => call.end()));
  };

function collect(message: BatchAppendReq, partial: Map<string, Pending>) {
  const correlationId = message.getCorrelationId();
  const id = parseUuid(correlationId);
  if (!correlationId || !id) throw invalid('A batch append needs a correlation id.');

  const options = message.getOptions();
  const pending = partial.get(id) ?? (options && { correlationId, options, events: new ProposedEvents() });
  if (!pending) throw invalid('The first message of a batch append names the stream.');

  for (const event of message.getProposedMessagesList()) pending.events.add(event);
  if (message.getIsFinal()) {
    partial.delete(id);
    return pending;
  }
  if (partial.size >= MAX_PARTIAL) throw invalid('Too many unfinished batch appends on one call.');
  partial.set(id, pending);
}

async function answer(call: Call, writer: Writer, { correlationId, options, events }: Pending) {
  try {
    const deadline = options.getDeadline()?.toDate().getTime();
    refuseExpired(deadline);
    const written = await writer.submit(
      {
        kind: 'append',
        stream: writableStream(options.getStreamIdentifier()),
        expected: expectedRevision(options, options.getStreamPosition()),
        events: events.all(),
      },
      deadline,
    );
    send(call, batchSuccess(correlationId, options, written));
  } catch (error) {
    if (error instanceof Refusal) send(call, batchRefusal(correlationId, options, error));
    else call.emit('error', callStatus(error)); // the outcome is open, and only the end of the call can say so
  }
}

function send(call: Call, response: Response) {
  if (!call.cancelled && call.writable) call.write(response);
}

/** Back-pressure instead of refusals: the client notices a slower node, not a failing one. */
function waitForRoom(call: Call, writer: Writer) {
  call.pause();
  writer.room().then(() => (writer.full ? waitForRoom(call, writer) : call.resume()));
}
