/** The trust domain of a SPIFFE ID (SPIFFE-ID, section 2); null for what is none. */
export function spiffeDomain(text: string): string | null {
  const [, domain] = /^spiffe:\/\/([a-z0-9._-]{1,255})((?:\/[A-Za-z0-9._-]+)*)$/.exec(text) ?? [];
  if (!domain || text.length > 2048 || /\/\.{1,2}(\/|$)/.test(text)) return null;
  return domain;
}
