/** Acts on the same thing one after another, acts on different things at once. */
export class OneActEach {
  /** What is being done, by the thing it is done to. */
  readonly #acts = new Map<string, Promise<unknown>>();

  /** After whatever is being done to it already, however that ended. */
  run<T>(id: string, act: () => Promise<T>): Promise<T> {
    const before = this.#acts.get(id) ?? Promise.resolve();
    const done = before.then(act, act);
    this.#acts.set(id, done);
    const forget = (): void => {
      if (this.#acts.get(id) === done) this.#acts.delete(id);
    };
    done.then(forget, forget);
    return done;
  }
}
