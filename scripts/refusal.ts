/** Something the person at the terminal can put right: shown as its one sentence, never with a stack. */
export class Refusal extends Error {}
