import type { FastifyInstance } from 'fastify';
import { v7 as uuid } from 'uuid';

declare module 'fastify' {
  interface FastifyRequest {
    /** Ties together all that one outside action caused: ours, or the caller's `X-Correlation-Id`. */
    correlationId: string;
  }
}

const wellFormed = /^[\w.:-]{1,64}$/;

/** Every request has its own id and a correlation id, both in every log line and event it causes; one line an answer. */
export function correlate(fastify: FastifyInstance) {
  fastify.decorateRequest('correlationId', '');
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-correlation-id'];
    request.correlationId = typeof given === 'string' && wellFormed.test(given) ? given : uuid();
    request.log = request.log.child({ correlation_id: request.correlationId });
    reply.header('x-correlation-id', request.correlationId);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, id, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info(
      { method, route: routeOptions.url, status: reply.statusCode, ms, request_id: id },
      'answered',
    );
    done();
  });
}
