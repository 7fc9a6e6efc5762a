import type { OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { QueryBuilderConfig, ViewContent } from '@pgai/contracts/view-definition.js';

/** What is known of a table that the definitions do not say; it can only lower a finding. */
export type KnownTable = {
  schema: string;
  name: string;
  columns: { name: string; nullable: boolean }[];
  keys: string[][];
  foreign_keys: { columns: string[]; references: { schema: string; name: string; columns: string[] } }[];
};
export type Known = readonly KnownTable[];

/** A version, or a draft. */
export type Side = {
  content: ViewContent;
  columns: OutputColumn[];
  /** what SQL says as a tree, where it can; without, any other wording may mean anything */
  query?: QueryBuilderConfig | null;
  /** what is known of the tables is proof that may lower a finding */
  known?: Known;
};

export const treeOf = ({ content, query = null }: Side) =>
  content.profile === 'nocode' ? content.query : query;
