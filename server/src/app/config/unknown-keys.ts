/** What to say to a key that is no setting: its name here, the name that was meant, or that there is none. */
import { type ConfigPlace, type ConfigProblem, configProblem } from './config-problem.ts';
import { adviceFor, hasAdviceBelow } from './foreign-keys.ts';
import { displayPath, type KeyPath } from './key-path.ts';
import { nearestName } from './nearest-name.ts';
import { type Outline, outlineAt, settingPaths } from './outline.ts';
import { isTreeMap, type Places, type TreeValue, valueAt } from './settings-tree.ts';

export interface UnknownKey {
  readonly root: TreeValue;
  readonly places: Places;
  readonly outline: Outline;
  readonly path: KeyPath;
}

/** The problems of one unknown key: one, or one for each key below it that is known from elsewhere. */
export function unknownKeyProblems(key: UnknownKey): readonly ConfigProblem[] {
  const { root, places, path } = key;
  const text = displayPath(path);
  const place = places.ofKey(path);
  const advice = adviceFor(text);
  if (advice !== undefined)
    return [configProblem({ code: 'CONFIG_KEY_FOREIGN', path: text, place, values: { advice } })];
  const value = valueAt(root, path);
  if (hasAdviceBelow(text) && isTreeMap(value) && Object.keys(value).length > 0) {
    return Object.keys(value).flatMap((child) => unknownKeyProblems({ ...key, path: [...path, child] }));
  }
  const nearest = nearestKey(key.outline, path);
  return [unknown(text, place, nearest)];
}

function unknown(path: string, place: ConfigPlace, nearest: string | undefined): ConfigProblem {
  if (nearest === undefined) return configProblem({ code: 'CONFIG_KEY_UNKNOWN', path, place });
  return configProblem({ code: 'CONFIG_KEY_MISSPELLED', path, place, values: { nearest } });
}

/** A key beside it that is spelled almost alike, or else one of this name that stands elsewhere. */
function nearestKey(outline: Outline, path: KeyPath): string | undefined {
  const name = String(path.at(-1));
  const parentPath = path.slice(0, -1);
  const parent = outlineAt(outline, parentPath);
  if (parent?.kind === 'section') {
    const sibling = nearestName(name, [...parent.keys.keys()]);
    if (sibling !== undefined) return displayPath([...parentPath, sibling]);
  }
  const elsewhere = settingPaths(outline).find((setting) => setting.at(-1) === name && !setting.includes('*'));
  return elsewhere === undefined ? undefined : displayPath(elsewhere);
}
