/** Programs of this interface send null for what they leave open: to us that is a field that is not there. */
export type WithoutNull<T> = { readonly [Field in keyof T]: Exclude<T[Field], null> };

/** The fields that are set. */
export function withoutNull<T extends object>(body: T): WithoutNull<T> {
  const set = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(set) as WithoutNull<T>;
}
