/**
 * How faulty-server.ts is started: after the folder of compiled code is known, as the product's own command does it, so
 * that nothing of the some hundred starts is compiled twice. Plain JavaScript, because this file itself comes before it.
 */
import module from 'node:module';
import { join } from 'node:path';

module.enableCompileCache(join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'signalbox'));
await import('./faulty-server.ts');
