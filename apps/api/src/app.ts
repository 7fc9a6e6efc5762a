import 'reflect-metadata';
import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import { v7 as uuid } from 'uuid';
import { appModule } from './app.module.js';
import { LiveAdapter } from './live/live.adapter.js';
import { type Config, trustedProxies } from './platform/config.js';
import { correlate } from './platform/correlation.js';
import { createLogger, nestLogger } from './platform/logger.js';
import { Metrics } from './platform/metrics.js';
import { describeApi } from './platform/openapi.js';
import { answerWithProblem } from './platform/problem.filter.js';
import { secureHeaders } from './platform/security-headers.js';
import { serveWebApp, webIndex } from './platform/web-app.js';

/** The whole API, not listening yet. Nothing in it is kept that a second process would miss. */
export async function createApp(config: Config): Promise<NestFastifyApplication> {
  const logger = createLogger(config.logLevel);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    genReqId: () => uuid(),
    logController: new LogController({ disableRequestLogging: true }), // one line an answer: correlation.ts
    bodyLimit: 1_048_576,
    trustProxy: trustedProxies,
    forceCloseConnections: 'idle',
    frameworkErrors: answerWithProblem,
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  correlate(fastify as never);

  const app = await NestFactory.create<NestFastifyApplication>(appModule(config, logger), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false, // Fastify's own reads JSON; Nest's would also take forms, which any site may post
  });
  const indexHtml = webIndex();
  await secureHeaders(fastify as never, indexHtml, config.publicUrl.protocol === 'https:');
  await fastify.register(cookie);
  app.get(Metrics).observe(fastify as never);
  app.useWebSocketAdapter(new LiveAdapter(app));
  describeApi(app);
  await serveWebApp(fastify as never, indexHtml);
  return app;
}
