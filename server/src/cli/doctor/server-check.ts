/** The address: free, or held by the server of this data directory, and not open to the world by mistake. */
import type { Config } from '#app/config/config.ts';
import { probePort } from '../port-probe.ts';
import { serverAnswers } from '../server-answers.ts';
import { isRunning, readServerFile } from '../server-file.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

export interface ServerCheck {
  readonly findings: readonly Finding[];
  /** Whether the server of this directory runs, and so has the store. */
  readonly isOurs: boolean;
}

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Looks at the port that the configuration names, or at the one that was asked for. */
export async function checkServer(
  dataDirectory: string,
  { server }: Pick<Config, 'server'>,
  port = server.port,
): Promise<ServerCheck> {
  const { host } = server;
  const exposed = LOOPBACK.test(host)
    ? []
    : [warn('server.exposed', TEXTS.portPublic, { advice: TEXTS.portPublicAdvice, values: { host } })];
  const file = readServerFile(dataDirectory);
  if (file !== undefined && isRunning(file.pid)) {
    const values = { url: file.url, pid: String(file.pid) };
    const finding = (await serverAnswers(file.url))
      ? ok('server.port', TEXTS.portOurs, values)
      : fail('server.port', TEXTS.portSilent, { advice: TEXTS.portSilentAdvice, values });
    return { findings: [finding, ...exposed], isOurs: true };
  }
  const obstacle = await probePort({ host, port });
  const values = { host, port: String(port), reason: obstacle?.code ?? '' };
  const finding =
    obstacle === undefined
      ? ok('server.port', TEXTS.portFree, values)
      : fail('server.port', TEXTS.portTaken, { advice: TEXTS.portTakenAdvice, values });
  return { findings: [finding, ...exposed], isOurs: false };
}
