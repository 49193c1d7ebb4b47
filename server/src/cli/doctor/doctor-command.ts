/**
 * `doctor`: looks at everything a start needs, says how each thing is, and what to do. It needs no running server, except to
 * look an account at an exchange over, whose keys only the server can open.
 */
import { createSystemClock } from '#adapters/system/system-clock.ts';
import type { LoadResult } from '#app/config/compile-config.ts';
import { lostConfiguration } from '#app/config/last-configuration.ts';
import { renderProblems } from '#app/config/config-problem.ts';
import { databasePath } from '#app/database-path.ts';
import { bilingual } from '#app/config/bilingual.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { dataDirectoryOf, type Invocation, optionText } from '../invocation.ts';
import { readConfig } from '../loaded-config.ts';
import { pad } from '../table.ts';
import type { Style, Terminal } from '../terminal.ts';
import { examineAccount } from './account-check.ts';
import { checkClock } from './clock-check.ts';
import { checkDisk } from './disk-check.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, type Health, ok } from './finding.ts';
import { checkPermissions } from './permission-check.ts';
import { checkServer } from './server-check.ts';
import { checkLatch, checkStore } from './store-check.ts';

/** Prints a line for each finding; `{health, findings}` with `--json`. Answers no when one of them has failed. */
export async function runDoctor(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  if (account !== undefined) return report(terminal, await examineAccount(invocation, account));
  const clock = createSystemClock();
  const dataDirectory = dataDirectoryOf(invocation);
  const config = readConfig(invocation);
  const findings = [
    ok('node', TEXTS.node, { version: process.versions.node }),
    ...(await checkClock(clock, dataDirectory)),
    ...checkDisk(clock, dataDirectory),
    ...checkPermissions(dataDirectory),
    checkConfig(config, dataDirectory),
    ...(await checkRest(invocation, config)),
    ...checkLatch(dataDirectory),
  ];
  return report(terminal, findings);
}

function report(terminal: Terminal, findings: readonly Finding[]): ExitCode {
  const health = worst(findings);
  if (terminal.isJson) terminal.json(document(terminal, health, findings));
  else printFindings(terminal, findings);
  return health === 'fail' ? EXIT.no : EXIT.ok;
}

function checkConfig(config: LoadResult, dataDirectory: string): Finding {
  if (config.kind === 'loaded') {
    const lost = lostConfiguration(dataDirectory, config.sources);
    if (lost !== undefined) {
      return fail('configuration', TEXTS.configLost, { advice: TEXTS.configLostAdvice, values: { file: lost } });
    }
    const { configFile } = config.sources;
    return configFile === undefined
      ? ok('configuration', TEXTS.configDefaults)
      : ok('configuration', TEXTS.configGood, { source: configFile });
  }
  const { problems } = config;
  return fail('configuration', TEXTS.configWrong, {
    advice: TEXTS.configWrongAdvice,
    values: {
      count: String(problems.length),
      problems: bilingual(`\n${renderProblems(problems, 'en')}`, `\n${renderProblems(problems, 'zh')}`),
    },
  });
}

/** What can only be looked at with a configuration: the address and the store. */
async function checkRest(invocation: Invocation, config: LoadResult): Promise<readonly Finding[]> {
  if (config.kind === 'invalid') return [];
  const dataDirectory = dataDirectoryOf(invocation);
  const port = Number(optionText(invocation, 'port') ?? config.config.server.port);
  const server = await checkServer(dataDirectory, config.config, port);
  const place = { data: dataDirectory, host: config.config.server.host, port };
  const store = server.isOurs
    ? [ok('store', TEXTS.storeInUse)]
    : await checkStore(databasePath(dataDirectory, config.config), place);
  return [...server.findings, ...store];
}

function worst(findings: readonly Finding[]): Health {
  if (findings.some(({ health }) => health === 'fail')) return 'fail';
  return findings.some(({ health }) => health === 'warn') ? 'warn' : 'ok';
}

function document({ language }: Terminal, health: Health, findings: readonly Finding[]) {
  return {
    health,
    findings: findings.map(({ check, health: ofCheck, message, advice }) => ({
      check,
      health: ofCheck,
      message: message[language],
      ...(advice === undefined ? {} : { advice: advice[language] }),
    })),
  };
}

const STYLES: Readonly<Record<Health, Style>> = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'dim' };
const INDENT = ' '.repeat(6);

function printFindings(terminal: Terminal, findings: readonly Finding[]): void {
  const { language } = terminal;
  for (const { health, message, advice } of findings) {
    terminal.line(
      `${terminal.paint(STYLES[health], pad(health, 4))}  ${message[language].replaceAll('\n', `\n${INDENT}`)}`,
    );
    if (advice !== undefined) terminal.line(`${INDENT}→ ${advice[language]}`);
  }
  const count = (wanted: Health): string => String(findings.filter(({ health }) => health === wanted).length);
  const values = { fail: count('fail'), warn: count('warn') };
  const summaries = { ok: TEXTS.allWell, skip: TEXTS.allWell, warn: TEXTS.someWarn, fail: TEXTS.someFail };
  terminal.line();
  terminal.line(terminal.text(summaries[worst(findings)], values));
}
