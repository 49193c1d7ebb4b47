/** In which language a person reads the answer. */
import type { Language } from '@signalbox/contract';

const ITEM = /^\s*([a-z]{1,8})(?:-[a-z0-9-]{1,30})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i;
const ITEMS_MAX = 20;

/** What `Accept-Language` prefers of English and Chinese, else what the server is set to, else English. */
export function chooseLanguage(acceptLanguage: string | undefined, preset: Language | 'auto'): Language {
  const asked = acceptLanguage === undefined ? undefined : preferred(acceptLanguage);
  return asked ?? (preset === 'auto' ? 'en' : preset);
}

function preferred(header: string): Language | undefined {
  let best: { language: Language; quality: number } | undefined;
  for (const item of header.split(',').slice(0, ITEMS_MAX)) {
    const match = ITEM.exec(item);
    const language = match?.[1]?.toLowerCase();
    if (language !== 'en' && language !== 'zh') continue;
    const quality = match?.[2] === undefined ? 1 : Number(match[2]);
    if (quality > 0 && (best === undefined || quality > best.quality)) best = { language, quality };
  }
  return best?.language;
}
