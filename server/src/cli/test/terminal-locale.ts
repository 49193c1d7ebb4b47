/** The locale of the terminal, as the program finds it in its environment, for the tests of whoever calls this. */
import { afterEach, beforeEach } from 'vitest';

const KEYS = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

export function useLocale(locale: string): void {
  const before = KEYS.map((key) => process.env[key]);
  beforeEach(() => {
    for (const key of KEYS) process.env[key] = locale;
  });
  afterEach(() => {
    for (const [index, key] of KEYS.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });
}
