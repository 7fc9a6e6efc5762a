declare module 'pg/lib/utils.js' {
  /** A value as the driver itself sends it: dates with their zone, arrays as literals, objects as JSON. */
  export const prepareValue: (value: unknown) => Buffer | string | null;
}
