/**
 * Sentences in both languages of the product. They are always made together, so that who reads a problem can choose its
 * language when it is shown, and not when it is found.
 */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export type Language = keyof Bilingual;

export const bilingual = (en: string, zh: string): Bilingual => ({ en, zh });

/** The same text in both languages: a name, a number, a word of the file. */
export const verbatim = (text: string): Bilingual => ({ en: text, zh: text });

/** Fills `{name}` in both sentences. A name without a value is a mistake of ours and throws. */
export function fill(template: Bilingual, values: Readonly<Record<string, Bilingual | string>>): Bilingual {
  return { en: fillOne('en', template, values), zh: fillOne('zh', template, values) };
}

function fillOne(
  language: Language,
  template: Bilingual,
  values: Readonly<Record<string, Bilingual | string>>,
): string {
  return template[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} in: ${template.en}`);
    return typeof value === 'string' ? value : value[language];
  });
}
