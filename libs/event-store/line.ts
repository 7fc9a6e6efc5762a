import { EventStoreDBClient } from '@eventstore/db-client';
import { NoAnswer } from './retry.js';

/**
 * A client and the signal that ends whatever it was asked. The client tells nobody when it cancels a call by itself:
 * without the signal a subscription would wait for ever after the client was given up.
 */
export class Line {
  readonly client: EventStoreDBClient;
  private readonly giving = new AbortController();

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  get givenUp(): AbortSignal {
    return this.giving.signal;
  }

  async giveUp() {
    this.giving.abort(new NoAnswer('The connection was given up.'));
    await this.client.dispose();
  }
}
