/** The address: free, or held by the server of this data directory, and not open to the world by mistake. */
import type { Config } from '#app/config/config.ts';
import { probePort } from '../port-probe.ts';
import { isRunning, readServerFile } from '../server-file.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

export interface ServerCheck {
  readonly findings: readonly Finding[];
  /** Whether the server of this directory runs, and so has the store. */
  readonly isOurs: boolean;
}

const ANSWER_TIMEOUT_MS = 3_000;
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
    const finding = (await answers(file.url))
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

/** Whether it says how it is, whatever it says. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status === 200 || response.status === 503;
  } catch {
    return false;
  }
}
