/** A place that whoever runs the database does not control. */
export type Target = {
  /** as health and the audit page call it: without anything secret */
  readonly label: string;
  /** Keeps a note under a name, once. @throws NotThisTree when another note is kept there by this name */
  keep(name: string, note: string): Promise<void>;
  /** The newest notes that are kept there; undefined where nothing can be read back. */
  kept?(): Promise<string[]>;
};

/** So many copies are read back and compared each time. */
export const readBack = 200;

/** Sorts by size as text; the same size is the same name. */
export const nameOf = (size: number) => `checkpoint-${String(size).padStart(15, '0')}.txt`;
export const isName = (name: string) => /^checkpoint-\d{15}\.txt$/.test(name);
