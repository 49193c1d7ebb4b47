/**
 * The house rules about Markdown: every room explains itself, every page has one title, every link leads somewhere.
 */
import { posix } from 'node:path';
import type { SourceTree } from './source-tree.ts';
import type { Finding, TidyRule } from './tidy-rules.ts';

const isMarkdown = (file: string): boolean => file.endsWith('.md');

const roomReadme: TidyRule = {
  name: 'room-readme',
  why: 'Each room opens with a page: what lives here, what it may import, what always holds, what does not belong.',
  check: (tree) => {
    const rooms = new Set(tree.files.flatMap(roomsOf));
    return [...rooms]
      .map((room) => `${room}/README.md`)
      .filter((readme) => !tree.files.includes(readme))
      .map((file) => ({ file, message: 'is missing' }));
  },
};

function roomsOf(file: string): string[] {
  const room = /^server\/src\/[^/]+(?=\/)/.exec(file)?.[0];
  const island = /^server\/src\/adapters\/[^/]+(?=\/)/.exec(file)?.[0];
  const workspace = /^(server|contract)(?=\/)/.exec(file)?.[0];
  return [room, island, workspace].filter((folder) => folder !== undefined);
}

const oneTitle: TidyRule = {
  name: 'one-title',
  why: 'A page is about one thing.',
  check: (tree) =>
    tree.files.filter(isMarkdown).flatMap((file): Finding[] => {
      const count = prose(tree, file).filter((line) => /^# \S/.test(line)).length;
      return count === 1 ? [] : [{ file, message: `has ${count} titles of the first level` }];
    }),
};

const linksResolve: TidyRule = {
  name: 'links-resolve',
  why: 'A link that leads nowhere is worse than none.',
  check: (tree) =>
    tree.files.filter(isMarkdown).flatMap((file) =>
      prose(tree, file).flatMap((text, index) =>
        relativeLinks(text)
          .filter((link) => !tree.exists(posix.join(posix.dirname(file), link)))
          .map((link): Finding => ({ file, line: index + 1, message: `links to ${link}, which is not there` })),
      ),
    ),
};

/** The lines with code blocks and code spans blanked, so that line numbers stay. */
function prose(tree: SourceTree, file: string): readonly string[] {
  let inBlock = false;
  return tree.lines(file).map((line) => {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) inBlock = !inBlock;
    return fence || inBlock ? '' : line.replaceAll(/`[^`]*`/g, '`');
  });
}

function relativeLinks(text: string): string[] {
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1] ?? '');
  const defined = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/g)].map((match) => match[1] ?? '');
  return [...inline, ...defined]
    .filter((link) => !/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(link))
    .map((link) => decodeURI(link.replace(/[?#].*$/, '')));
}

export const markdownRules: readonly TidyRule[] = [roomReadme, oneTitle, linksResolve];
