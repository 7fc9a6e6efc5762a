import { setDefaultHighWaterMark } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';
import { NoAnswer } from './retry.js';

/**
 * Appends share one stream of the client. Those that find it full wait inside the client, and when the connection is
 * lost just then it rejects promises that nobody holds, which ends the process. So the stream holds more than is ever
 * sent at once; the client has no setting for that, hence Node's.
 */
export const appendsAtOnce = 1_000;
setDefaultHighWaterMark(true, appendsAtOnce + 1);

let made = 0;

/** gRPC lets channels with equal settings share one connection; so each line has a setting of its own. */
const onItsOwnConnection = (url: string) =>
  `${url}${url.includes('?') ? '&' : '?'}keepAliveTimeout=${3_000 + (made++ % 1_000)}`;

/**
 * A client and the signal that ends whatever it was asked. The client tells nobody when it cancels a call by itself:
 * without the signal a read cut off in the middle would look complete.
 */
export class Line {
  readonly client: EventStoreDBClient;
  private readonly giving = new AbortController();

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(onItsOwnConnection(url));
  }

  get givenUp(): AbortSignal {
    return this.giving.signal;
  }

  async giveUp() {
    this.giving.abort(new NoAnswer('The connection was given up.'));
    await this.client.dispose();
  }
}
