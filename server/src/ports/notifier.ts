/** Notifier: tells people. Never on the order path; a notifier that is down delays nothing and stops nothing. */
export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'alarm';
  /** A registered code with its values; each notifier renders it in its reader's language. */
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
  readonly accountId?: string;
  readonly time: number;
}

export interface Notifier {
  /** Delivers once per notice id, as far as the channel allows. Never throws: answers whether it was delivered. */
  notify(notice: Notice): Promise<boolean>;
}
