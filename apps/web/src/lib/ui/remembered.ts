/** What this browser remembers for the reader. Storage may be blocked; then the page forgets, and works. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser without storage starts afresh next time
  }
}
