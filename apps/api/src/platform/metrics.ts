import { Injectable } from '@nestjs/common';
import { EventStore } from '@pgai/event-store/event-store.js';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HealthQueries } from './health.js';

/** What Prometheus reads at /metrics. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'pgai_http_request_seconds',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  private readonly position = this.gauge('pgai_projection_position', 'Position a projection has come to');
  private readonly lag = this.gauge(
    'pgai_projection_lag_events',
    'Positions between a projection and the end of the log',
  );
  private readonly stopped = this.gauge(
    'pgai_projection_stopped',
    '1: the projection stopped at an event it cannot apply',
  );

  constructor(
    private readonly health: HealthQueries,
    private readonly store: EventStore,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  observe(fastify: FastifyInstance) {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1_000,
      );
      done();
    });
  }

  async scrape() {
    // a dependency that is down shows in /api/health; the process's own figures are still worth having
    const head = await this.store.head().catch(() => undefined);
    for (const { projection, position, stopped } of await this.health.projections().catch(() => [])) {
      this.position.set({ projection }, Number(position));
      this.stopped.set({ projection }, stopped ? 1 : 0);
      if (head !== undefined) this.lag.set({ projection }, Math.max(0, Number(head - BigInt(position))));
    }
    return this.registry.metrics();
  }

  private gauge(name: string, help: string) {
    return new Gauge({ name, help, labelNames: ['projection'], registers: [this.registry] });
  }
}
