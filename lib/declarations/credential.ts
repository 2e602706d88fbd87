const credential = /secret|passw(?:or)?d|private_?-?key|api_?-?key|credential/i;

/** Whether a key is called like something whose value nobody should read. */
export const looksLikeCredential = (key: string): boolean => credential.test(key);
