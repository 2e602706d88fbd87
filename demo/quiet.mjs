// oidc-provider warns, rightly, whoever would run it like this in production. This is a demo on one machine.
const expected = ["Unsupported runtime", "in-memory adapter"];
const warn = console.warn;

console.warn = (...words) => {
  const text = String(words[0]);
  if (!(text.includes("oidc-provider") && expected.some((part) => text.includes(part)))) warn(...words);
};
