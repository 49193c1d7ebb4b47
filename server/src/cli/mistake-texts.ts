/** What the library that reads the command line says by itself, in Chinese: it speaks English only. */

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/error: unknown option '(.*)'/, '错误：没有选项“$1”'],
  [/error: unknown command '(.*)'/, '错误：没有命令“$1”'],
  [/error: missing required argument '(.*)'/, '错误：缺少参数“$1”'],
  [/error: option '(.*)' argument missing/, '错误：选项“$1”缺少取值'],
  [/error: too many arguments.* Expected (\d+) arguments? but got (\d+)\./, '错误：参数过多，应为 $1 个，实为 $2 个'],
  [/\(Did you mean one of (.*)\?\)/, '（是否指 $1？）'],
  [/\(Did you mean (.*)\?\)/, '（是否指 $1？）'],
];

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

/** The sentence in Chinese; one that is not known here stays as it is. */
export const mistakeInChinese = (text: string): string =>
  SENTENCES.reduce((sentence, [pattern, chinese]) => sentence.replace(pattern, chinese), text);

/** The heading of a part of the help, in Chinese. */
export const titleInChinese = (title: string): string => TITLES[title] ?? title;

/** The meaning of an option, with what counts when it is not given, in Chinese. */
export const standardInChinese = (meaning: string): string => meaning.replace(/ ?\(default: (.*)\)$/, '（默认：$1）');

/** What the library's own words on the command line do, in Chinese. */
export const LIBRARY_WORDS = {
  version: '显示版本号',
  helpOption: '显示帮助',
  helpCommand: '显示命令的帮助',
} as const;
