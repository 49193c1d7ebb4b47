/**
 * The command line: one table of commands. Each command's code is loaded when it is asked for, so that `signal preview`
 * does not pay for the server and the server not for the commands.
 */
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-code.ts';

type Run = (options: Record<string, unknown>, args: readonly string[]) => Promise<number>;

/** Runs one command line. Resolves to the exit code; prints what people or programs read. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram((run) => async (...args: unknown[]) => {
    const command = args.at(-1) as Command;
    exitCode = await run(command.optsWithGlobals(), command.args);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
  return exitCode;
}

type Wrap = (run: Run) => (...args: unknown[]) => Promise<void>;

function createProgram(wrap: Wrap): Command {
  const program = new Command('signalbox')
    .description('A self-hosted trading server. 自托管交易服务器。')
    .exitOverride()
    .showHelpAfterError();
  program
    .command('start')
    .description('start the server / 启动服务器')
    .option('--data <directory>', 'data directory / 数据目录', './data')
    .option('--port <number>', '0 picks a free one / 端口，0 为自动选择')
    .option('--config <file>', 'configuration file / 配置文件')
    .option('--json', 'one JSON line when ready / 就绪时输出一行 JSON')
    .action(wrap(async (options) => (await import('./start-command.ts')).runStart(options)));
  addSignalCommands(program, wrap);
  return program;
}

function addSignalCommands(program: Command, wrap: Wrap): void {
  const signal = program.command('signal').description('alerts / 交易信号');
  signal
    .command('preview')
    .description(
      'show what a text on stdin would do; places nothing, needs no server / 预演标准输入中的信号，不下单，无需服务器',
    )
    .option('--format <name>', 'read with this grammar only / 指定格式')
    .option('--jsonl', 'read lines {"id","text"} / 按行读取 {"id","text"}')
    .action(wrap(async (options) => (await import('./preview-command.ts')).runPreview(options)));
}
