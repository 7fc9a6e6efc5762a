import { createContext } from 'svelte';
import { remember, remembered } from '#lib/ui/remembered.ts';

const key = 'pgai-rail';

/** What the frame around the pages has open just now. */
export class Frame {
  palette = $state(false);
  help = $state(false);
  newTeam = $state(false);
  #slim = $state(remembered(key) === 'slim');

  get slim() {
    return this.#slim;
  }

  toggleRail() {
    this.#slim = !this.#slim;
    remember(key, this.#slim ? 'slim' : 'wide');
  }
}

export const [useFrame, provideFrame] = createContext<Frame>();
