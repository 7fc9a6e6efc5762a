import { hkdfSync } from 'node:crypto';
import { Signer } from './signed-checkpoint.js';

/** Signs for the ledger of one installation, with the key that is derived from its master key. */
export const ledgerSigner = (masterKey: Buffer, publicUrl: URL) =>
  new Signer(
    `${publicUrl.host}/audit`,
    Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai audit ledger: signing key', 32)),
  );
