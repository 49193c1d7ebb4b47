/**
 * Variables of the environment and of the .env file, laid over the tree of the file: `SIGNALBOX_SERVER__PORT` is
 * `server.port`, two underscores go one level down. Names of accounts and instruments keep their case. A list is written
 * with commas, `[]` is the empty one. An empty variable counts as not set, so that a forgotten one can not open a list.
 */
import { type Bilingual, bilingual } from './bilingual.ts';
import { type ConfigPlace, type ConfigProblem, configProblem } from './config-problem.ts';
import { displayPath } from './key-path.ts';
import { nearestName } from './nearest-name.ts';
import { type Outline, settingPaths } from './outline.ts';
import { emptyMap, isTreeMap, type Places, type TreeMap, type TreeValue, VariableText } from './settings-tree.ts';

const PREFIX = 'SIGNALBOX_';
const SEPARATOR = '__';

export interface VariablesSource {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The .env file they stand in; absent for the environment of the process. */
  readonly file?: string;
  readonly outline: Outline;
  readonly root: TreeMap;
  readonly places: Places;
}

export interface VariablesReading {
  readonly problems: readonly ConfigProblem[];
  /** Variables with our prefix that are no settings: the command's own, or those that a container platform makes up. */
  readonly unused: readonly string[];
}

type Target =
  | { readonly kind: 'setting'; readonly path: readonly string[]; readonly outline: Outline }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unused' };

/** Lays the variables over `root`, recording their places. */
export function readVariables(source: VariablesSource): VariablesReading {
  const problems: ConfigProblem[] = [];
  const unused: string[] = [];
  for (const name of Object.keys(source.variables).sort()) {
    const text = source.variables[name];
    if (!name.startsWith(PREFIX) || text === undefined || text.trim() === '') continue;
    const place: ConfigPlace =
      source.file === undefined ? { kind: 'variable', name } : { kind: 'variable', name, file: source.file };
    const target = findTarget(name.slice(PREFIX.length), source);
    if (target.kind === 'unused') unused.push(name);
    else if (target.kind === 'unknown') problems.push(unknownVariable(name, place, source.outline));
    else problems.push(...assign({ ...target, text, place }, source));
  }
  return { problems, unused };
}

function findTarget(name: string, { outline, root }: VariablesSource): Target {
  const segments = name.split(SEPARATOR);
  const path: string[] = [];
  let at: Outline = outline;
  let written: TreeValue | undefined = root;
  for (const segment of segments) {
    const step = stepInto(at, segment, written);
    if (step === undefined) return isOurs(name, outline) ? { kind: 'unknown' } : { kind: 'unused' };
    path.push(step.key);
    at = step.outline;
    written = isTreeMap(written) ? written[step.key] : undefined;
  }
  // SIGNALBOX_SERVER alone names a section: it may as well be the name of a machine.
  return segments.length === 1 && at.kind === 'section' ? { kind: 'unused' } : { kind: 'setting', path, outline: at };
}

interface Step {
  readonly key: string;
  readonly outline: Outline;
}

function stepInto(outline: Outline, segment: string, written: TreeValue | undefined): Step | undefined {
  if (segment === '') return undefined;
  if (outline.kind === 'map') {
    const known = [...(isTreeMap(written) ? Object.keys(written) : []), 'default'];
    const key = known.find((name) => name.toLowerCase() === segment.toLowerCase()) ?? segment;
    return { key, outline: outline.value };
  }
  if (outline.kind !== 'section') return undefined;
  const key = segment.toLowerCase();
  const child = outline.keys.get(key);
  return child === undefined ? undefined : { key, outline: child };
}

/**
 * Whether an unknown name was meant for us. With two underscores it was; with single ones only when it is a setting's
 * name but for the separators: a container platform makes up `SIGNALBOX_PORT_8686_TCP` for a machine of our name.
 */
function isOurs(name: string, outline: Outline): boolean {
  if (name.includes(SEPARATOR)) return true;
  return settingPaths(outline).some((path) => path.join('_').toUpperCase() === name.toUpperCase());
}

const variableName = (path: readonly string[]): string =>
  `${PREFIX}${path.map((part) => part.toUpperCase()).join(SEPARATOR)}`;

function unknownVariable(name: string, place: ConfigPlace, outline: Outline): ConfigProblem {
  const nearest = nearestName(name, settingPaths(outline).map(variableName));
  if (nearest === undefined) return configProblem({ code: 'CONFIG_VARIABLE_UNKNOWN', path: '', place });
  return configProblem({ code: 'CONFIG_VARIABLE_MISSPELLED', path: '', place, values: { nearest } });
}

interface Assignment {
  readonly path: readonly string[];
  readonly outline: Outline;
  readonly text: string;
  readonly place: ConfigPlace;
}

function assign(assignment: Assignment, source: VariablesSource): readonly ConfigProblem[] {
  const { path, outline, text, place } = assignment;
  const value = valueFor(outline, text);
  if (value === undefined) {
    const values = { expected: describe(outline) };
    return [configProblem({ code: 'CONFIG_VARIABLE_NOT_ONE_VALUE', path: displayPath(path), place, values })];
  }
  const parent = openParent(path, source, place);
  const key = path.at(-1);
  // Where the file has a value that can hold nothing, the value itself is reported.
  if (parent === undefined || key === undefined) return [];
  parent[key] = value;
  source.places.setKey(path, place);
  source.places.setValue(path, place);
  if (Array.isArray(value)) value.forEach((_, index) => source.places.setValue([...path, index], place));
  return [];
}

function valueFor(outline: Outline, text: string): TreeValue | undefined {
  if (outline.kind === 'value') return new VariableText(text);
  if (outline.kind !== 'list' || outline.element.kind !== 'value') return undefined;
  const items = text.trim() === '[]' ? [] : text.split(',').map((item) => item.trim());
  return items.filter((item) => item !== '').map((item) => new VariableText(item));
}

function describe(outline: Outline): Bilingual {
  return outline.kind === 'list'
    ? bilingual('a list of sections', '由多组设置组成的列表')
    : bilingual('a section', '一组设置');
}

/** The map that holds the setting, made on the way where nothing is written yet. */
function openParent(
  path: readonly string[],
  { root, places }: VariablesSource,
  place: ConfigPlace,
): TreeMap | undefined {
  let map = root;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const existing = map[key];
    if (existing !== undefined && existing !== null && !isTreeMap(existing)) return undefined;
    const child = existing ?? emptyMap();
    if (existing === undefined) places.setValue(path.slice(0, index + 1), place);
    map[key] = child;
    map = child;
  }
  return map;
}
