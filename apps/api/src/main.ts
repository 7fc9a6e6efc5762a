import { createApp } from './app.js';
import { makeDemoAccounts } from './demo-accounts.js';
import { Config, ConfigError } from './platform/config.js';
import { releaseStartupMemory } from './platform/startup-memory.js';

try {
  const config = new Config(process.env);
  const app = await createApp(config);
  await app.listen(config.port, config.host);
  if (config.demoPassword) await makeDemoAccounts(app, config.demoPassword);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 10_000).unref();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  process.on('disconnect', stop); // started by a supervisor that is gone
  releaseStartupMemory();
  process.send?.({ ready: true, port: config.port });
} catch (error) {
  const known = error instanceof ConfigError || (error as { code?: string }).code === 'EADDRINUSE';
  console.error(known ? (error as Error).message : error);
  process.exit(1);
}
