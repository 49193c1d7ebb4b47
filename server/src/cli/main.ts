/**
 * The command line: turns the table of commands into a program, runs one command, and gives every failure its sentence and
 * its exit code. No stack trace reaches the terminal unless the fault is ours.
 */
import { Command, CommanderError } from 'commander';
import type { CommandRow } from './command-row.ts';
import { COMMANDS, GROUPS } from './command-table.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { terminalLanguage } from './language.ts';
import { LIBRARY_WORDS, mistakeInChinese, standardInChinese, titleInChinese } from './mistake-texts.ts';
import { createTerminal } from './terminal.ts';
import { VERSION } from './version.ts';

const DESCRIPTION = {
  en: 'A self-hosted trading server: a signal becomes exactly one risk-checked order.',
  zh: '信号楼，自托管交易服务器：一个信号，一笔经过风控的委托。',
} as const;

type Report = (exitCode: ExitCode) => void;

/** Runs one command line. Resolves to the exit code; prints what people or programs read. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: ExitCode = EXIT.ok;
  // Who reads us may have had enough: `signalbox orders | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCode : EXIT.no),
  );
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
  return exitCode;
}

/** The program with every command, in the terminal's language; `report` is told the exit code of the one that ran. */
export function createProgram(report: Report = () => undefined): Command {
  const language = terminalLanguage();
  const program = new Command('signalbox').description(DESCRIPTION[language]);
  // Before the commands: each has from its parent what stands below it as `help`.
  if (language === 'zh') program.helpCommand('help [command]', LIBRARY_WORDS.helpCommand);
  program.version(VERSION, '-V, --version', language === 'zh' ? LIBRARY_WORDS.version : undefined);
  // `account` is a command by itself and has others below it: options belong to the last word before them.
  strict(program).enablePositionalOptions();
  const groups = new Map<string, Command>();
  for (const row of COMMANDS) {
    const [first = '', ...rest] = row.call.split(' ');
    const group = GROUPS[first];
    if (group === undefined || rest[0] === undefined || /^[<[]/.test(rest[0])) {
      const command = addCommand(program, row.call, row, report);
      if (group !== undefined) groups.set(first, command.enablePositionalOptions());
      continue;
    }
    const parent = groups.get(first) ?? strict(program.command(first).description(group[language]));
    groups.set(first, parent);
    addCommand(parent, rest.join(' '), row, report);
  }
  return program;
}

/** Ends with an error of ours instead of the process, and shows how it is called. */
function strict(command: Command): Command {
  if (terminalLanguage() === 'zh')
    command
      .configureOutput({ outputError: (text, write) => write(mistakeInChinese(text)) })
      .configureHelp({ styleTitle: titleInChinese, styleOptionDescription: standardInChinese })
      .helpOption('-h, --help', LIBRARY_WORDS.helpOption);
  return command.exitOverride().showHelpAfterError();
}

function addCommand(parent: Command, call: string, row: CommandRow, report: Report): Command {
  const language = terminalLanguage();
  const command = strict(parent.command(call).description(row.does[language]));
  for (const { flags, means, standard } of row.options) command.option(flags, means[language], standard);
  return command.action(async () => report(await run(row, command)));
}

async function run(row: CommandRow, command: Command): Promise<ExitCode> {
  const options = command.opts();
  const terminal = createTerminal(options['json'] === true);
  try {
    return await (await row.load())({ options, args: command.args, terminal });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { code, exitCode, message } = error.failure;
    if (terminal.isJson) terminal.json({ error: { code, message: message[terminal.language] } });
    terminal.note(message[terminal.language]);
    return exitCode;
  }
}
