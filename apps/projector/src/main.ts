import { pino } from 'pino';
import { readConfig } from './config.js';
import { startProjector } from './projector.js';

const { logLevel, ...config } = readConfig();
const logger = pino({ level: logLevel, base: { process: 'projector' } });

let projector: Awaited<ReturnType<typeof startProjector>> | undefined;
let stopping = false;

/** Each batch is one transaction, so a start that has not come to its end may be left at any point. */
async function stop(why: string) {
  if (stopping) return;
  stopping = true;
  logger.info({ why }, 'stopping');
  await projector?.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
process.on('disconnect', () => void stop('parent process is gone'));

if (!config.mail.smtpUrl && !config.mail.mailbox)
  logger.error('SMTP_URL is not set: mails wait, and nobody can verify an address or reset a password');

try {
  projector = await startProjector({ ...config, logger });
} catch (error) {
  logger.fatal({ err: error }, 'could not start');
  process.exit(1);
}
logger.info('following the log');
process.send?.({ ready: true });
