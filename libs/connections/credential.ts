import type { Place, SecretVault } from '@pgai/vault/secret-vault.js';

/** What opens a server: kept in the vault as one secret. */
export type OpenCredential = { password: string; ca?: string; certificate?: string; key?: string };

export const keepCredential = (vault: SecretVault, place: Place, credential: OpenCredential) =>
  vault.store(place, JSON.stringify(credential));

export const openCredential = async (
  vault: SecretVault,
  place: Place,
  secretId: string,
): Promise<OpenCredential> => JSON.parse(await vault.open(place, secretId));
