import { readFileSync } from 'node:fs';

/**
 * When a process began, in clock ticks since boot. A number alone may be given to a new process later; the number
 * together with this names one process for good. Undefined when it is gone, or a zombie nobody has collected.
 */
export function beganAt(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold blanks
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch {
    // it is gone already, which is what signals here are for
  }
}
