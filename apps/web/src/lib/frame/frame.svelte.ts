import { createContext } from 'svelte';
import { remember, remembered } from '#lib/ui/remembered.ts';

const key = 'pgai-rail';

/** What the frame around the pages has open just now. */
export class Frame {
  palette = $state(false);
  help = $state(false);
  newTeam = $state(false);
  #slim = $state(remembered(key) === 'slim');

  /** A page that needs the room is open; unfolded there, the rail stays so for as long as the page is. */
  #roomy = $state<'folded' | 'unfolded'>();

  get slim() {
    return this.#roomy ? this.#roomy === 'folded' : this.#slim;
  }

  /** For an effect: the rail is folded while the page is open. */
  needRoom() {
    this.#roomy = 'folded';
    return () => {
      this.#roomy = undefined;
    };
  }

  toggleRail() {
    if (this.#roomy) {
      this.#roomy = this.slim ? 'unfolded' : 'folded';
      return;
    }
    this.#slim = !this.#slim;
    remember(key, this.#slim ? 'slim' : 'wide');
  }
}

export const [useFrame, provideFrame] = createContext<Frame>();
