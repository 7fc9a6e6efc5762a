import type { LoggerService } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Logger as Pino, pino } from 'pino';

/** JSON lines on standard output, without bodies, headers and query strings. */
export const createLogger = (level: string): Pino =>
  pino({
    level,
    base: { process: 'api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: {
      // a query string may hold what somebody searched for; headers hold the session
      req: ({ method, url, id }: FastifyRequest) => ({ method, url: url.split('?')[0], id }),
    },
  });

/** Injection token of the process's logger. */
export abstract class Logger {
  abstract info: Pino['info'];
  abstract warn: Pino['warn'];
  abstract error: Pino['error'];
}

/** Nest's own messages: its start-up chatter is of no use to an operator, warnings and errors are. */
export const nestLogger = (logger: Pino): LoggerService => ({
  log: (message) => logger.debug(message),
  debug: (message) => logger.debug(message),
  verbose: (message) => logger.trace(message),
  warn: (message) => logger.warn(message),
  error: (message, ...more) => logger.error({ more }, String(message)),
  fatal: (message) => logger.fatal(message),
});
