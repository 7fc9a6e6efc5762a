import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './paths.ts';
import { Refusal } from './refusal.ts';

export const chosenDataDirectory = () => resolve(root, process.env.PGAI_DATA_DIR || '.pgai');

/** Everything local mode keeps: the PostgreSQL cluster, logs, and the two secrets made at the first start. */
export function openDataDirectory(path: string) {
  try {
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
    return {
      path,
      postgres: join(path, 'postgres'),
      masterKey: secret(join(path, 'master.key'), () => randomBytes(32).toString('hex')),
      demoPassword: secret(join(path, 'demo-password'), () => randomBytes(12).toString('base64url')),
      logs: join(path, 'logs'),
      log: (name: string) => newLog(join(path, 'logs', `${name}.log`)),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(
      `The data directory ${path} cannot be written (${code ?? message}): make it writable, or set PGAI_DATA_DIR to a different folder.`,
    );
  }
}

function secret(file: string, make: () => string) {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** The log of the start before stays beside it as `.log.1`. */
function newLog(file: string) {
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}

export type DataDirectory = ReturnType<typeof openDataDirectory>;
