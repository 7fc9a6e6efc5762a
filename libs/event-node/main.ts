import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { readConfig } from './config.js';
import { startNode } from './node.js';

/** Runs one node until it is told to stop, its parent goes away, or it loses its database. */
setLogVerbosity(logVerbosity.NONE); // its errors reach us as errors; what is printed is one sentence
let stop = async () => {};
const stopAndExit = () => stop().finally(() => process.exit(0));
process.on('SIGTERM', stopAndExit);
process.on('SIGINT', stopAndExit);
process.on('disconnect', stopAndExit);

try {
  const node = await startNode(readConfig(process.env));
  stop = node.stop;
  console.log(JSON.stringify({ level: 'info', msg: 'event store node ready', port: node.port }));
  process.send?.({ ready: true, port: node.port });

  const error = await node.failed;
  quit(`The event store node lost its database and ends, to be started anew: ${error.message}`);
} catch (error) {
  quit(error instanceof Error ? error.message : String(error));
}

function quit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
