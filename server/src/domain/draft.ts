/** A value under construction: its optional fields are set one by one, where a spread for each would cost more than the value. */
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
