import type { Fault } from '@pgai/contracts/view-analysis.js';
import {
  longestSql,
  type NodeList,
  QueryBuilderConfig,
  viewProfiles,
} from '@pgai/contracts/view-definition.js';
import * as Y from 'yjs';
import { fieldsOf, type NodeOf, nodeOf } from './layout.js';
import { inOrder } from './order.js';
import { isPlain } from './plain.js';
import { isRank } from './rank.js';

/** More entries than any list may have are not even read. */
const mostEntries = 2_000;
const mostFaults = 100;
const longest = { sql: longestSql, description: 10_000 };

/** Reads a document that anybody may have written, and gathers what of it cannot be read. */
export class Reader {
  readonly faults: Fault[] = [];

  constructor(private readonly doc: Y.Doc) {}

  list<L extends NodeList>(list: L): NodeOf[L][] {
    const root = mapOf(this.doc, list);
    if (!root)
      return this.refuse('document-shape', `What the draft holds as ${list} is no list of nodes.`, []);
    if (root.size > mostEntries)
      return this.refuse('document-too-large', `The draft has ${root.size} ${list}.`, []);

    const nodes = inOrder(root).flatMap((id) => this.node(list, root, id) ?? []);
    const parsed = QueryBuilderConfig.shape[list].safeParse(nodes);
    if (parsed.success) return parsed.data as NodeOf[L][];
    for (const { path, message } of parsed.error.issues) {
      const [index, ...field] = path;
      const node = typeof index === 'number' ? nodes[index]?.id : undefined;
      if (node === undefined) this.refuse('document-too-large', `The ${list} of the draft: ${message}`, null);
      else this.unreadable(list, node, `${field.slice(0, 3).join('.')}: ${message}`);
    }
    return [];
  }

  setting<T>(name: string, of: { safeParse(value: unknown): { success: boolean; data?: T } }, without: T): T {
    const value = mapOf(this.doc, 'meta')?.get(name);
    const parsed = of.safeParse(value);
    if (value === undefined) return without;
    if (parsed.success && parsed.data !== undefined) return parsed.data;
    return this.refuse('document-setting', `The draft's ${name} cannot be read.`, without);
  }

  profile() {
    const value = mapOf(this.doc, 'meta')?.get('profile') ?? 'nocode';
    const profile = viewProfiles.find((profile) => profile === value);
    return profile ?? this.refuse('document-setting', 'The draft is of no known profile.', 'nocode' as const);
  }

  text(name: 'sql' | 'description'): string {
    const text = textOf(this.doc, name);
    if (!text) return this.refuse('document-shape', `What the draft holds as ${name} is no text.`, '');
    if (text.length <= longest[name]) return text.toString();
    const message = `The ${name} has ${text.length} characters; at most ${longest[name]} are allowed.`;
    return this.refuse('document-too-large', message, '');
  }

  private node(list: NodeList, root: Y.Map<unknown>, id: string) {
    const node = nodeOf(root, id);
    if (!node) return this.unreadable(list, id, 'it is no node at all.');
    if (!isRank(node.get('rank'))) return this.unreadable(list, id, 'it has no place in the order.');
    const fields = fieldsOf(list).map((field): [string, unknown] => [field, node.get(field)]);
    return fields.every(([, value]) => isPlain(value))
      ? { ...Object.fromEntries(fields), id }
      : this.unreadable(list, id, 'it is too deep, too large or no data.');
  }

  private unreadable = (list: NodeList, id: string, why: string) =>
    this.refuse('document-node', `A node of ${list} cannot be read: ${why}`, null, { node: id.slice(0, 40) });

  private refuse<T>(code: string, message: string, without: T, place: Fault['place'] = null): T {
    const hint = 'Undo the edit, remove the part, or restore an earlier commit.';
    if (this.faults.length < mostFaults) this.faults.push({ code, severity: 'error', message, hint, place });
    return without;
  }
}

/** A root of the document, unless it is held as something else. */
const free = (root: unknown, kind: typeof Y.Map | typeof Y.Text) =>
  root === undefined || root instanceof kind || Object.getPrototypeOf(root) === Y.AbstractType.prototype;
const mapOf = (doc: Y.Doc, name: string) =>
  free(doc.share.get(name), Y.Map) ? doc.getMap<unknown>(name) : null;
const textOf = (doc: Y.Doc, name: string) => (free(doc.share.get(name), Y.Text) ? doc.getText(name) : null);
