/** The clock of an emulated exchange: the machine's time, plus a skew that a person may set to rehearse a wrong clock. */

export class ExchangeClock {
  /** Added to the machine's time, ms. */
  skewMs = 0;
  readonly #machineTime: () => number;

  constructor(machineTime: () => number = Date.now) {
    this.#machineTime = machineTime;
  }

  /** The exchange's time, ms UTC. */
  now(): number {
    return this.#machineTime() + this.skewMs;
  }
}
