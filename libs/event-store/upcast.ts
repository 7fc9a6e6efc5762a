type Data = Record<string, unknown>;

/** Per event type, oldest first: the n-th function makes version n + 1 of the data out of version n. */
type Lifts = Readonly<Record<string, readonly ((data: Data) => Data)[]>>;

/** Events are never rewritten: an old shape is lifted to the newest whenever it is read. */
export const upcaster = (lifts: Lifts) => ({
  /** The version in which an event of this type is written today. */
  version: (type: string) => (lifts[type]?.length ?? 0) + 1,

  /** Unknown types and versions newer than this program are left as they are. */
  lift: (type: string, version: number, data: Data) =>
    lifts[type]?.slice(version - 1).reduce((lifted, lift) => lift(lifted), data) ?? data,
});

/** No shape has changed so far. A change adds a function here and a stored sample in fixtures/. */
export const upcast = upcaster({});
