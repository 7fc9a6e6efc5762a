import { remember, remembered } from './remembered.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'pgai-theme';
const choices: readonly string[] = ['system', 'light', 'dark'];

/** The reader's choice, remembered in this browser. app.html applies it before the first paint; this does after. */
class Theme {
  #choice = $state<ThemeChoice>('system');
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    const stored = remembered(key);
    if (stored && choices.includes(stored)) this.#choice = stored as ThemeChoice;
  }

  /** Follows the system while that is the choice; returns how to stop. */
  follow() {
    const apply = () => this.#apply();
    this.#dark.addEventListener('change', apply);
    return () => this.#dark.removeEventListener('change', apply);
  }

  get choice() {
    return this.#choice;
  }

  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    remember(key, choice);
    this.#apply();
  }

  #apply() {
    const system = this.#dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = this.#choice === 'system' ? system : this.#choice;
  }
}

export const theme = new Theme();
