/** Mistakes that the library finds, said by the program itself to a reader of Chinese. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProgram } from './main.ts';

const KEYS = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;
const before = KEYS.map((key) => process.env[key]);
beforeEach(() => {
  for (const key of KEYS) process.env[key] = 'zh_CN.UTF-8';
});
afterEach(() => {
  for (const [index, key] of KEYS.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
});

it.each([
  [['nosuch'], '错误：没有命令“nosuch”'],
  [['orders', '--nosuch'], '错误：没有选项“--nosuch”'],
  [['order', 'place', 'buy'], '错误：缺少参数“quantity”'],
])('%j is answered in Chinese, with how it is called', async (argv, sentence) => {
  const said: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = ((text: string) => said.push(text) > 0) as typeof write;
  try {
    await expect(createProgram().parseAsync(argv, { from: 'user' })).rejects.toThrow();
  } finally {
    process.stderr.write = write;
  }
  expect(said.join('')).toContain(sentence);
  expect(said.join('')).toContain('用法：');
  expect(said.join('')).not.toContain('error:');
});
