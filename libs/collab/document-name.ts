/** A document is the draft of one branch of one view; its name is the last part of the address it is edited at. */
export type DocumentName = { view_id: string; branch: string };

const shape = /^view:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([a-z0-9][a-z0-9._-]{0,62})$/;

export const documentName = ({ view_id, branch }: DocumentName) => `view:${view_id}:${branch}`;

/** Undefined for whatever is no name exactly as `documentName` writes it. */
export function parseDocumentName(text: string): DocumentName | undefined {
  const [, view_id, branch] = shape.exec(text) ?? [];
  return view_id && branch ? { view_id, branch } : undefined;
}
