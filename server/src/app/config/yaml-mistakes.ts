/**
 * What the YAML reader complains about, in both languages. Its own sentences are not used: they quote the file, and a
 * file may hold what does not belong into a log.
 */
import type { ErrorCode } from 'yaml';
import { type Bilingual, bilingual } from './bilingual.ts';

const UNEXPECTED = bilingual(
  'something stands here that does not fit (quotes, a colon with a blank after it, a comma, or a line break are the usual slips)',
  '此处内容不合语法（常见原因：引号、冒号后缺空格、逗号或换行）',
);

const MISTAKES: Readonly<Partial<Record<ErrorCode, Bilingual>>> = {
  BAD_INDENT: bilingual('the indentation does not fit, or a bracket is not closed', '缩进不对，或括号没有闭合'),
  TAB_AS_INDENT: bilingual('a tab stands where blanks are needed for indentation', '缩进用了制表符，应使用空格'),
  MISSING_CHAR: bilingual('a closing quote, bracket or colon is missing', '缺少右引号、右括号或冒号'),
  BAD_SCALAR_START: bilingual('a value that begins with this character needs quotes', '以该字符开头的值需要加引号'),
  BAD_DQ_ESCAPE: bilingual(
    'the backslash in double quotes is not followed by a known letter (use single quotes for Windows paths)',
    '双引号内的反斜杠后不是可识别的字符（Windows 路径请用单引号）',
  ),
  BLOCK_AS_IMPLICIT_KEY: bilingual(
    'a second colon on the line, or a line indented deeper than the one before it (quote the value when it holds a colon)',
    '同一行有第二个冒号，或该行比上一行缩进更深（值中含冒号时请加引号）',
  ),
  MULTILINE_IMPLICIT_KEY: bilingual(
    'a key must stand on one line and end with a colon',
    '键必须在一行内写完并以冒号结尾',
  ),
  MULTIPLE_DOCS: bilingual('the file holds more than one document (---)', '文件中有多个文档（---）'),
  RESOURCE_EXHAUSTION: bilingual('it is nested too deeply', '嵌套层数过深'),
};

/** Why the reader stopped, as a part of a sentence. */
export function yamlMistake(code: ErrorCode): Bilingual {
  return MISTAKES[code] ?? UNEXPECTED;
}
