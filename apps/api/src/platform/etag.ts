/** A strong tag, as If-Match compares strongly (RFC 9110, 13.1.1). */
export const etag = (revision: bigint | number) => `"${revision}"`;
