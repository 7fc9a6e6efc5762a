import type { Rights } from '@pgai/collab/protocol.js';
import type { Me } from '@pgai/contracts/identity.js';
import type { Fault, FaultPlace, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { ViewDefinition } from '@pgai/contracts/views.js';
import { shownSql } from '@pgai/views/definition/content.js';
import { contentOf, writeContent } from '@pgai/views/document/content.js';
import { type Editor, editor } from '@pgai/views/document/edit.js';
import { undoFor } from '@pgai/views/document/undo.js';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { may } from '#lib/teams/role.ts';
import { personColour } from '#lib/ui/person.ts';
import { type Closed, connect, type Kept } from './provider.ts';
import { validateView } from './views.api.ts';

/** Where somebody is: in which pane, at which node and part of it, and with the pointer. */
export type Where = {
  pane: string;
  node?: string | undefined;
  field?: string | undefined;
  cursor?: { x: number; y: number } | undefined;
};
export type Person = { client: number; user_id: string; name: string; colour: string; where: Where | null };

const validateAfterMs = 120;
const pointAfterMs = 50;

/** The draft of one branch of a view as everybody sees it now, what is wrong with it, and who else is in it. */
export class Draft {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  /** One's own edits carry it, and only those are undone. */
  readonly origin = {};
  /** For whoever may edit; every call is one step of undo or less. */
  readonly edit: Editor = editor(this.doc, this.origin);
  readonly undoManager = undoFor(this.doc, this.origin);
  readonly team: string;
  readonly view: string;
  readonly branch: string;

  /** null until it is here */
  content = $state.raw<ViewContent | null>(null);
  analysis = $state.raw<ViewAnalysis | null>(null);
  kept = $state<Kept>('loading');
  closed = $state<Closed>();
  rights = $state.raw<Rights>();
  people = $state.raw<Person[]>([]);
  /** counts how often the rows were asked for */
  runs = $state(0);
  /** the node or the text that was pointed at, for instance from the list of problems */
  target = $state.raw<{ place: FaultPlace }>();
  selected = $state<string>();
  canUndo = $state(false);
  canRedo = $state(false);
  #shape = $state.raw<Fault[]>([]);

  readonly query = $derived(this.content?.profile === 'nocode' ? this.content.query : null);
  readonly faults: Fault[] = $derived(this.#shape.length > 0 ? this.#shape : (this.analysis?.faults ?? []));
  readonly sql: string = $derived(this.content ? shownSql(this.content) : '');

  #allowed = $state.raw({ edit: false, run: false, version: false, comment: false });
  readonly may = $derived.by(() => ({
    ...this.#allowed,
    edit: this.#allowed.edit && this.content !== null && this.rights?.write !== false && !this.closed,
  }));

  readonly #disconnect: () => void;
  #validating: AbortController | undefined;
  #validateTimer: ReturnType<typeof setTimeout> | undefined;
  #pointTimer: ReturnType<typeof setTimeout> | undefined;
  #where: Where | null = null;
  #reading = false;

  constructor(me: Me, team: string, view: ViewDefinition, branch: string) {
    this.team = team;
    this.view = view.id;
    this.branch = branch;
    this.allow(me, view);

    const colour = personColour(me.user_id);
    this.awareness.setLocalState({
      user: {
        id: me.user_id,
        name: me.name,
        color: colour,
        colorLight: `color-mix(in srgb, ${colour} 18%, transparent)`,
      },
      where: null,
    });
    this.awareness.on('change', this.#look);
    this.doc.on('update', this.#changed);
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
      this.undoManager.on(event, this.#undoable);
    this.#disconnect = connect(this.doc, this.awareness, `view:${view.id}:${branch}`, {
      kept: (kept) => {
        this.kept = kept;
        if (kept === 'saved' && !this.content) this.#changed();
      },
      rights: (rights) => (this.rights = rights),
      closed: (why) => (this.closed = why),
    });
  }

  /** What somebody may do here, as roles change and the view is archived. */
  allow(me: Me, view: ViewDefinition) {
    const sql = view.profile !== 'sql' || may(me, this.team, 'views:write-sql');
    this.#allowed = {
      edit: may(me, this.team, 'views:edit') && sql && !view.archived,
      run: may(me, this.team, 'views:run'),
      version: may(me, this.team, 'views:version') && !view.archived,
      comment: may(me, this.team, 'views:comment') && !view.archived,
    };
  }

  close() {
    this.#validating?.abort();
    clearTimeout(this.#validateTimer);
    clearTimeout(this.#pointTimer);
    this.#disconnect();
    this.awareness.destroy();
    this.doc.destroy();
  }

  /** Replaces what is different, and nothing else; so what others do in other places stays. */
  write(content: ViewContent) {
    if (this.may.edit) writeContent(this.doc, content, this.origin);
  }

  /** An edit that is no legal one, or whose right ended while it was prepared, says why; what it would have done is not done. */
  attempt(edit: () => void): string | undefined {
    if (!this.may.edit) return 'This draft cannot be changed now; the line at the top says why.';
    try {
      edit();
      return undefined;
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
  }

  undo() {
    if (this.may.edit) this.undoManager.undo();
  }

  redo() {
    if (this.may.edit) this.undoManager.redo();
  }

  run() {
    this.runs += 1;
  }

  show(place: FaultPlace) {
    this.target = { place };
    if (place && 'node' in place) this.selected = place.node;
  }

  /** Tells the others where one is. */
  point(where: Where | null) {
    this.#where = where;
    this.#pointTimer ??= setTimeout(() => {
      this.#pointTimer = undefined;
      this.awareness.setLocalStateField('where', this.#where);
    }, pointAfterMs);
  }

  #undoable = () => {
    this.canUndo = this.undoManager.undoStack.length > 0;
    this.canRedo = this.undoManager.redoStack.length > 0;
  };

  #look = () => {
    this.people = [...this.awareness.getStates()].flatMap(([client, state]) => {
      const user: { id?: unknown; name?: unknown } | undefined = state.user;
      if (client === this.doc.clientID || typeof user?.id !== 'string') return [];
      const name = typeof user.name === 'string' ? user.name : '';
      return [{ client, user_id: user.id, name, colour: personColour(user.id), where: whereOf(state.where) }];
    });
  };

  /** However many edits come at once, they are read once. */
  #changed = () => {
    if (this.#reading || this.kept === 'loading') return;
    this.#reading = true;
    queueMicrotask(() => {
      this.#reading = false;
      this.#read();
    });
  };

  #read() {
    const now = contentOf(this.doc);
    this.#shape = 'faults' in now ? now.faults : [];
    if (!('content' in now)) return;
    this.content = now.content;
    clearTimeout(this.#validateTimer);
    this.#validateTimer = setTimeout(() => void this.#validate(now.content), validateAfterMs);
  }

  /** The newest wins; without an answer the last one stands until the next edit. */
  async #validate(content: ViewContent) {
    this.#validating?.abort();
    this.#validating = new AbortController();
    const { signal } = this.#validating;
    const analysis = await validateView(this.team, this.view, { branch: this.branch, content }, signal).catch(
      () => null,
    );
    if (analysis && !signal.aborted) this.analysis = analysis;
  }
}

/** Others may send anything. */
function whereOf(where: unknown): Where | null {
  if (typeof where !== 'object' || where === null) return null;
  const { pane, node, field, cursor } = where as Record<string, unknown>;
  if (typeof pane !== 'string') return null;
  const { x, y } = (typeof cursor === 'object' && cursor ? cursor : {}) as { x?: unknown; y?: unknown };
  return {
    pane,
    node: typeof node === 'string' ? node : undefined,
    field: typeof field === 'string' ? field : undefined,
    cursor: Number.isFinite(x) && Number.isFinite(y) ? { x: Number(x), y: Number(y) } : undefined,
  };
}
