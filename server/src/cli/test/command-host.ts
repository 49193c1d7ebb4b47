/** Commands in one process that stays, for tests of what commands say: a process for each is what the other tests run. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { environmentOf, type Ran, type RunOptions } from './process-trial.ts';

export interface Asked {
  readonly args: readonly string[];
  readonly input: string;
  readonly environment: Readonly<Record<string, string>>;
}

const PROGRAM = join(import.meta.dirname, 'command-host-program.ts');

export class CommandHost {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#child = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** Runs one command when those before it have ended. Rejects when the command takes its process with it. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const asked: Asked = { args, input: options.input ?? '', environment: environmentOf(options) };
    const ran = this.#last.then(() => this.#ask(asked));
    this.#last = ran.catch(() => undefined);
    return ran;
  }

  end(): void {
    this.#child.disconnect();
  }

  #ask(asked: Asked): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`${asked.args.join(' ')}: exit ${code}`));
      this.#child.once('exit', onExit);
      this.#child.once('message', (ran) => {
        this.#child.off('exit', onExit);
        resolve(ran as Ran);
      });
      this.#child.send(asked);
    });
  }
}
