import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Refusal, RefusalEvent } from '@pgai/domain/refusals/refusal.js';
import { StoreUnavailable } from '@pgai/event-store/errors.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { uuidV5 } from '@pgai/event-store/event-id.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import type { FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';
import { CommandContexts } from './command-context.js';
import { FloodGate } from './flood-gate.js';
import { Logger } from './logger.js';
import type { ProblemError } from './problem.js';
import { isRefusal, refusalOf } from './refused.js';

type Entry = { event: RefusalEvent; id: string; metadata: () => Promise<Metadata> };

const waitingAtMost = 10_000;
const retryMs = 500;
const countMs = 5_000;
const closingMs = 3_000;

/**
 * Refusals on their way to the log, one after the other, beside the answers: they neither delay nor fail one. While the
 * event store is away they wait, 10,000 of them; what does not fit any more is counted instead.
 */
@Injectable()
export class Refusals implements OnModuleInit, OnModuleDestroy {
  private readonly gate = new FloodGate();
  private readonly waiting: Entry[] = [];
  /** Of those whose refusals are being counted. */
  private readonly known = new Map<string, Metadata>();
  private readonly closing = new AbortController();
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly contexts: CommandContexts,
    private readonly logger: Logger,
  ) {}

  onModuleInit() {
    this.timer = setInterval(() => this.count(false), countMs).unref();
  }

  /** Writes what waits, for some seconds at most; what then is left stands in the process's own log. */
  async onModuleDestroy() {
    clearInterval(this.timer);
    this.count(true);
    const late = setTimeout(() => this.closing.abort(), closingMs);
    await this.settled();
    clearTimeout(late);
    for (const { event, id } of this.waiting) this.logger.error({ event, id }, 'a refusal was not written');
  }

  note(request: FastifyRequest, problem: ProblemError) {
    const { by, id } = request;
    if (!by || !isRefusal(request, problem)) return;
    const { told, personal } = this.contexts.outline(request, by.id);
    const metadata = { ...told, team_id: teamOf(request) };
    this.noteOutside(metadata, personal, refusalOf(request, problem), uuidV5(id, 'refused'));
  }

  /** What was refused outside of a request. */
  noteOutside(metadata: Metadata, personal: string, refusal: Refusal, id = uuid()) {
    const who = JSON.stringify([metadata.actor, metadata.team_id]);
    if (this.admits(who, refusal.code))
      this.write({
        event: { type: 'CommandRefused', data: refusal },
        id,
        // a refusal without its address is still worth more than none
        metadata: async () => ({
          ...metadata,
          ...(await this.contexts.seal(metadata, personal).catch(() => ({}))),
        }),
      });
    else this.known.set(who, metadata);
  }

  private admits(who: string, code: string) {
    if (this.waiting.length < waitingAtMost) return this.gate.admits(who, code, Date.now());
    this.gate.count(who, code, Date.now());
    return false;
  }

  /** All that was refused so far is in the log, or waits for the store in vain. */
  async settled() {
    await this.writing;
  }

  private count(all: boolean) {
    for (const { actor, event } of this.gate.counted(Date.now(), all)) {
      const told = this.known.get(actor);
      this.known.delete(actor);
      const at = new Date().toISOString();
      if (told) this.write({ event, id: uuid(), metadata: async () => ({ ...told, at }) });
    }
  }

  private write(entry: Entry) {
    this.waiting.push(entry);
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined;
    });
  }

  private async drain() {
    const { signal } = this.closing;
    for (let entry = this.waiting[0]; entry && !signal.aborted; entry = this.waiting[0]) {
      try {
        const metadata = await entry.metadata();
        const { team_id, actor } = metadata;
        await this.store.append(`refusals-${team_id ?? actor.id}`, [entry.event], 'any', metadata, [
          entry.id,
        ]);
        this.waiting.shift();
      } catch (error) {
        if (error instanceof StoreUnavailable) {
          this.logger.warn({ waiting: this.waiting.length }, 'refusals wait for the event store');
          await delay(retryMs, undefined, { signal }).catch(() => undefined);
        } else {
          this.logger.error({ err: error, event: entry.event, id: entry.id }, 'a refusal was not written');
          this.waiting.shift();
        }
      }
    }
  }
}

/** The team in whose ledger it belongs: the one of the address, if the actor is in it. */
const teamOf = ({ params, holder }: FastifyRequest) =>
  holder === undefined ? null : ((params as { team?: string }).team ?? null);
