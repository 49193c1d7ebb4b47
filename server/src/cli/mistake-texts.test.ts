/** Mistakes that the library finds, said by the program itself to a reader of Chinese. */
import { expect, it } from 'vitest';
import { createProgram } from './main.ts';
import { useLocale } from './test/terminal-locale.ts';

useLocale('zh_CN.UTF-8');

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
