import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';
import type { Service } from './supervisor.ts';

const quietMs = 150; // the compiler writes a handful of files one after the other

const compiledFrom: Record<string, string[]> = {
  api: ['apps/api', 'libs/contracts', 'libs/db', 'libs/domain', 'libs/event-store', 'libs/vault'],
  projector: ['apps/projector', 'libs/db', 'libs/domain', 'libs/event-store', 'libs/vault'],
  'event node': ['libs/event-node'],
};

/** Starts a program again when what it was compiled from changed. Answers with how to stop watching. */
export function restartOnChange(services: Service[]) {
  const watchers = services.flatMap((service) => {
    let timer: NodeJS.Timeout | undefined;
    const changed = (file: string | null) => {
      if (!file?.endsWith('.js')) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        console.log(`${service.name}: started again with the changed code.`);
        service.restart();
      }, quietMs);
    };
    const folders = compiledFrom[service.name] ?? [];
    return folders.map((folder) =>
      watch(join(root, folder, 'dist'), { recursive: true }, (_event, file) => changed(file)),
    );
  });
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}
