export type Toast = {
  tone: 'ok' | 'warn' | 'bad';
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
};

type Shown = Toast & { id: number };

const most = 3;
const shownMs = 6_000;

/** Results of one's own acts. What needs a decision stays where it happened and is no toast. */
class Toasts {
  #items = $state<Shown[]>([]);
  #next = 0;

  get items(): readonly Shown[] {
    return this.#items;
  }

  show(toast: Toast) {
    const id = this.#next++;
    this.#items = [...this.#items, { ...toast, id }].slice(-most);
    setTimeout(() => this.dismiss(id), shownMs);
  }

  dismiss(id: number) {
    this.#items = this.#items.filter((item) => item.id !== id);
  }
}

export const toasts = new Toasts();
