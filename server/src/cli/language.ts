/** The language of the terminal: Chinese when its locale says so, else English. An empty variable counts as not set. */
export function terminalLanguage(environment: NodeJS.ProcessEnv = process.env): 'en' | 'zh' {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
