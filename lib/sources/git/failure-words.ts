import { SourceFailure } from "../source-failure";

// What git and ssh say in English (LC_ALL=C), and what it means for whoever runs the platform.
const meanings: [RegExp, (branch: string) => [message: string, hint: string]][] = [
  [
    /couldn't find remote ref|Remote branch .* not found/,
    (branch) => [
      `The repository has no branch ${branch}.`,
      "It was deleted or never there. Push it, or name another branch in daypass.yaml.",
    ],
  ],
  [
    /Host key verification failed|No \S+ host key is known/,
    () => [
      "The host key of the server is not known, or not the known one.",
      "Put the right one into credentials.knownHostsFile.",
    ],
  ],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied|returned error: 40[13]|terminal prompts disabled/,
    () => [
      "The repository refused the credentials, or asks for some.",
      "Look at the credentials of the source in daypass.yaml, and whether they have expired.",
    ],
  ],
  [
    /repository .* not found|returned error: 404|does not appear to be a git repository|Repository not found/i,
    () => [
      "There is no repository at this address, or none that these credentials may read.",
      "Look at the address of the source in daypass.yaml.",
    ],
  ],
  [
    /Could not resolve host/i,
    () => ["The name of the server cannot be resolved.", "Look at the address of the source."],
  ],
  [
    /unable to update url base from redirection|returned error: 30\d/i,
    () => [
      "The repository has moved: the server answered with a redirect, which is not followed.",
      "Name its present address in daypass.yaml.",
    ],
  ],
  [
    /dubious ownership/,
    () => [
      "The repository belongs to another user of this machine.",
      "Give the folder to the user who runs Daypass.",
    ],
  ],
  [
    /Connection refused|Connection timed out|Failed to connect|Could not connect|Connection reset|unable to connect/i,
    () => ["The server cannot be reached.", "It is tried again by itself."],
  ],
];

/** Says why a fetch failed. Of what a server wrote only git's own last line is told, without anything secret. */
export function fetchFailure(stderr: string, branch: string, secrets: readonly string[]): SourceFailure {
  for (const [pattern, words] of meanings)
    if (pattern.test(stderr)) return new SourceFailure(...words(branch));
  const lines = stderr.split("\n").filter((line) => /^(fatal|error): /.test(line));
  const said = withoutSecrets(lines.at(-1)?.replace(/^\w+: /, "") ?? "", secrets);
  return new SourceFailure(
    said ? `The repository cannot be fetched: ${said}` : "The repository cannot be fetched.",
    "The last good state stays in the catalogue. It is tried again by itself.",
  );
}

const longest = 200;

function withoutSecrets(line: string, secrets: readonly string[]): string {
  const bare = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "[removed]"), line);
  return bare
    .replace(/\/\/[^/\s@]*@/g, "//")
    .replace(/[^\x20-\x7e]/g, "")
    .slice(0, longest);
}
