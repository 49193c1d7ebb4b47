/** A server of a test file's own: started before its tests, stopped after them, with commands on its data directory. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { CommandHost } from './command-host.ts';
import { type Ran, run, type RunOptions, type Started, startProcess, temporaryDirectory } from './process-trial.ts';

/** For tests that run whole processes, some of them a few: slow machines need more than the usual time. */
export const PATIENCE_MS = 60_000;

export interface ServerTrial {
  /** A directory for whatever else a test needs; it is removed at the end. */
  readonly home: string;
  readonly data: string;
  /** The server, once the tests run. */
  readonly server: Started;
  /** Runs one command on the server's data, its words separated by blanks; such commands share one process. */
  signalbox(line: string, options?: RunOptions): Promise<Ran>;
  /** `signal send` of a text, in a process of its own. */
  send(text: string, ...more: readonly string[]): Promise<Ran>;
}

/** Has a server run for the tests of the file that calls this. */
export function useServer(): ServerTrial {
  const home = temporaryDirectory();
  const data = join(home.path, 'data');
  let server: Started | undefined;
  let host: CommandHost | undefined;
  beforeAll(async () => {
    host = new CommandHost();
    server = await startProcess(data);
  }, PATIENCE_MS);
  afterAll(async () => {
    host?.end();
    await server?.stop();
    home.remove();
  }, PATIENCE_MS);
  return {
    home: home.path,
    data,
    get server() {
      if (server === undefined) throw new Error('the server has not started');
      return server;
    },
    async signalbox(line, options) {
      if (host === undefined) throw new Error('the tests have not begun');
      return host.run([...line.split(' '), '--data', data], options);
    },
    send: (text, ...more) => run(['signal', 'send', text, '--data', data, ...more]),
  };
}
