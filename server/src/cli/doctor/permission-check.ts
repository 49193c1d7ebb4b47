/** Who on this machine can read or change the data directory and what is in it. */
import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_LINE_KEY_FILE, CONFIG_FILE, DATABASE_FILE, SECRET_KEY_FILE } from '#app/data-files.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, listed, ok, warn } from './finding.ts';

interface Looked {
  readonly name: string;
  readonly path: string;
  readonly stats: Stats;
}

const OTHERS_READ = 0o044;
const OTHERS_WRITE = 0o022;
const SECRET_FILES = [COMMAND_LINE_KEY_FILE, SECRET_KEY_FILE, DATABASE_FILE, '.env'];

/** One finding for each thing that is wrong, or one that says all is well. */
export function checkPermissions(dataDirectory: string): readonly Finding[] {
  const directory = look('.', dataDirectory);
  if (directory === undefined) return [ok('permissions', TEXTS.dataAbsent, { path: dataDirectory })];
  if (process.platform === 'win32') return [ok('permissions', TEXTS.modesNotChecked)];
  const files = [...SECRET_FILES, CONFIG_FILE].flatMap((name) => look(name, join(dataDirectory, name)) ?? []);
  const problems = [directory, ...files].flatMap(problemsOf);
  if (problems.length > 0) return problems;
  const names = listed([dataDirectory, ...files.map(({ name }) => name)]);
  return [ok('permissions', TEXTS.modesGood, { names })];
}

function look(name: string, path: string): Looked | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : { name, path, stats };
}

function problemsOf({ name, path, stats }: Looked): readonly Finding[] {
  const mode = (stats.mode & 0o777).toString(8);
  const values = { path, mode, wanted: name === '.' ? '700' : '600', owner: String(stats.uid) };
  const check = `permissions.${name === '.' ? 'directory' : name}`;
  const findings: Finding[] = [];
  const isSecret = SECRET_FILES.includes(name);
  if ((stats.mode & OTHERS_WRITE) !== 0) {
    findings.push(fail(check, TEXTS.modeWritable, { advice: TEXTS.modeOpenAdvice, values }));
  } else if ((stats.mode & OTHERS_READ) !== 0 && name !== CONFIG_FILE) {
    const open = isSecret ? fail : warn;
    findings.push(open(check, TEXTS.modeOpen, { advice: TEXTS.modeOpenAdvice, values }));
  }
  const ownId = process.getuid?.();
  if (ownId !== undefined && stats.uid !== ownId) {
    findings.push(warn(check, TEXTS.ownerOther, { advice: TEXTS.ownerOtherAdvice, values }));
  }
  return findings;
}
