const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Of a node that is new; two people who add one at once do not get the same. */
export const newNodeId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(14)), (byte) => letters[byte % letters.length]).join('');
