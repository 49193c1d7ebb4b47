/** Writes down every module that the process loads, for tests of what is not loaded. Given to Node by `--import`. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env.SIGNALBOX_TEST_MODULES;
if (file !== undefined) {
  registerHooks({
    load(url, context, next) {
      appendFileSync(file, `${url}\n`);
      return next(url, context);
    },
  });
}
