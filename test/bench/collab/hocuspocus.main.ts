import { Server } from '@hocuspocus/server';

/** As it comes, without anything that stores. */
await new Server({ quiet: true, address: '127.0.0.1', stopOnSignals: false }).listen(
  Number(process.env.PORT),
);
process.send?.({ ready: true });
process.on('SIGTERM', () => process.exit(0)).on('disconnect', () => process.exit(0));
