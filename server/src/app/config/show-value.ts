/** What was found, in words for a person: a value as it was written, never one whose key sounds like a secret. */
import { formatDecimal, type Decimal } from '#domain/decimal.ts';
import { SECRET_MASK } from '#domain/secret.ts';
import { type Bilingual, bilingual, verbatim } from './bilingual.ts';
import { type KeyPath, showText } from './key-path.ts';
import { isTreeMap, NumberText, type TreeValue, VariableText } from './settings-tree.ts';

const SECRET_KEY = /secret|passw|passphrase|token|api_?key|private|credential|密码|密钥/i;
const URL_CREDENTIALS = /\/\/[^/@]*@/g;

export function showValue(value: TreeValue | undefined, path: KeyPath): Bilingual {
  if (value === undefined || value === null) return bilingual('nothing', '空值');
  if (Array.isArray(value)) return bilingual('a list', '列表');
  if (isTreeMap(value)) return bilingual('a section', '一组设置');
  if (path.some((part) => SECRET_KEY.test(String(part)))) return verbatim(SECRET_MASK);
  if (typeof value === 'boolean') return verbatim(String(value));
  if (value instanceof NumberText) return verbatim(showText(value.text));
  return quoted(value instanceof VariableText ? value.text : value);
}

function quoted(text: string): Bilingual {
  const shown = showText(text.replaceAll(URL_CREDENTIALS, `//${SECRET_MASK}@`));
  return bilingual(`“${shown}”`, `“${shown}”`);
}

export const showDecimal = (value: Decimal): Bilingual => verbatim(formatDecimal(value));
