/**
 * The YAML library, loaded when there is first a text to read: it is 72 modules, and a start without a file needs none of
 * them. By `require`, because the library is CommonJS and the readers are not asynchronous.
 */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);

export function yamlLibrary(): typeof Yaml {
  return require('yaml') as typeof Yaml;
}
