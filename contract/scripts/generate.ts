/**
 * Writes the generated files of the contract (`npm run generate`). Refuses when a code that was once documented is neither
 * registered nor retired any more: programs in the field compare against it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findError } from '../src/errors/registry.ts';
import { RETIRED_CODES } from '../src/errors/retired.ts';
import { generateFiles } from '../src/generate.ts';
import { type GeneratedFileName, generatedFile } from '../src/generated-file.ts';

const lost = documentedCodes().filter((code) => findError(code) === undefined && !Object.hasOwn(RETIRED_CODES, code));
if (lost.length > 0) {
  console.error(`These codes were public; put them into retired.ts: ${lost.join(', ')}`);
  process.exitCode = 1;
} else {
  mkdirSync(new URL('.', generatedFile('errors.md')), { recursive: true });
  for (const [name, text] of Object.entries(generateFiles())) {
    writeFileSync(generatedFile(name as GeneratedFileName), text);
    console.log(`contract/generated/${name}`);
  }
}

function documentedCodes(): string[] {
  const file = generatedFile('errors.md');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^\| `([A-Z0-9_]+)`/gm)].map((match) => match[1] ?? '');
}
