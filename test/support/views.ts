import { randomUUID } from 'node:crypto';
import { DocumentStore } from '@pgai/collab/document-store.js';
import type { Problem } from '@pgai/contracts/problem.js';
import { ViewContent } from '@pgai/contracts/view-definition.js';
import type { ViewDefinition } from '@pgai/contracts/views.js';
import { contentOf, writeContent } from '@pgai/views/document/content.js';
import type { Stack } from './app.ts';
import type { Answer } from './person.ts';
import type { Shop } from './shop.ts';

export const bodyOf = <T>(answer: Answer) => answer.body as unknown as T;
export const problemOf = (answer: Answer) => bodyOf<Problem>(answer);

const item = { id: 't1', schema: 'public', name: 'item', alias: 'i', x: 0, y: 0 };

export const column = (id: string, of: string, alias: string | null = null) => ({
  id,
  expression: { kind: 'column', table: 't1', column: of },
  alias,
});

/** Of the shop's one table. */
export const queryOf = (...columns: object[]) => ({
  tables: [item],
  joins: [],
  columns,
  filters: [],
  grouping: [],
  ordering: [],
  parameters: [],
  distinct: false,
  limit: null,
  offset: null,
});

export const contentOfColumns = (...columns: object[]) => ({
  profile: 'nocode',
  query: queryOf(...columns),
  description: '',
});

export const viewName = () => `v_${randomUUID().slice(0, 8)}`;

/** A team with a connected shop, and what makes views of it. */
export async function startViews(stack: Stack, shop: Shop) {
  const ada = await stack.person('Ada');
  const team = await ada.team('Meridian');
  const connected = await ada.post(`/api/teams/${team}/connections`, shop.fields());
  const connection_id = connected.body.id;
  const base = `/api/teams/${team}/views`;
  const fields = (more: object = {}) => ({
    connection_id,
    name: viewName(),
    profile: 'nocode',
    query_builder_config: queryOf(column('c1', 'name')),
    ...more,
  });
  const documents = stack.apps[0]!.get(DocumentStore);
  return {
    ada,
    /** What somebody types into a draft, without the page they type in. */
    edit: (path: string, content: object, branch = 'main', by = ada) => {
      const name = { view_id: path.split('/').at(-1)!, branch };
      return documents.change(name, by.id, (doc) => writeContent(doc, ViewContent.parse(content)));
    },
    /** What a draft holds now. */
    draft: async (path: string, branch = 'main') =>
      contentOf(await documents.load({ view_id: path.split('/').at(-1)!, branch })),
    team,
    base,
    connection_id,
    fields,
    /** The address of a view that was just made. */
    made: async (more: object = {}, by = ada) => `${base}/${(await by.post(base, fields(more))).body.id}`,
    one: async (path: string, revision = 0, by = ada) =>
      bodyOf<ViewDefinition>(await by.get(`${path}?at_least=${revision}`)),
  };
}
