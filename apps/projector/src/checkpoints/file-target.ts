import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustEqual } from './not-this-tree.js';
import { isName, readBack, type Target } from './target.js';

/** A directory, such as a mounted one that only grows. A file is written once and never again. */
export function fileTarget(url: URL): Target {
  const folder = fileURLToPath(url);
  return {
    label: `file://${folder}`,
    async keep(name, note) {
      await mkdir(folder, { recursive: true });
      const path = join(folder, name);
      try {
        const file = await open(path, 'wx', 0o444);
        await file.writeFile(note);
        await file.sync();
        await file.close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        mustEqual(name, await readFile(path, 'utf8'), note);
      }
    },
    async kept() {
      await mkdir(folder, { recursive: true });
      const names = (await readdir(folder)).filter(isName).sort().slice(-readBack);
      return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    },
  };
}
