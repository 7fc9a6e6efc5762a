import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone: everything is started and found from here. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
