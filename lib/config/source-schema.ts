import { z } from "zod";
import { configName, duration, variable } from "./fields";
import { gitProtocolOf } from "./git-url";
import { checkKubernetesFields, kubernetesFields } from "./kubernetes-source";

const part = "[a-z0-9*][a-z0-9.*-]{0,62}";
const servicePattern = z
  .string()
  .regex(
    new RegExp(`^(\\*|${part}/${part}/${part})$`),
    'must be "*" or namespace/application/component, where * stands for anything',
  );

/** What every kind of source says. */
const common = {
  name: configName,
  declares: z.array(servicePattern).min(1),
  /** What becomes of live grants when a service is no longer declared. */
  whenGone: z.enum(["end", "keep"]).default("end"),
};

const folder = z.strictObject({ ...common, kind: z.literal("folder"), path: z.string().min(1) });

const upload = z.strictObject({ ...common, kind: z.literal("upload") });

const gitUrl = z
  .string()
  .refine(
    (text) => gitProtocolOf(text) !== null,
    "must be https://host/path, git@host:path, ssh://git@host/path or file:///path, without a password (http is for localhost only)",
  );

// What git-check-ref-format allows, without anything that could be read as an option or a range.
const branch = z
  .string()
  .max(200)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    /^(?![-./])(?!.*(?:\.\.|@\{|\/[./]|\.lock(?:\/|$)))[^\s~^:?*[\\\u0000-\u0020\u007f]+(?<![./])$/,
    "must be the name of a branch, such as main",
  );

const inside = z
  .string()
  .max(500)
  .refine(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    (text) => !/^[/-]|\\|[\u0000-\u001f\u007f]/.test(text) && !text.split("/").includes(".."),
    "must be a folder inside the repository",
  )
  .transform((text) => text.replace(/^(\.\/)+|^\.$/, "").replace(/\/+$/, ""));

const file = z.string().regex(/^[^-"'%\s][^"'%\n]*$/, "must be the path of a file");

const credentials = z.union(
  [
    z.strictObject({
      username: z
        .string()
        .regex(/^[\x21-\x7e]{1,200}$/, "must be one word")
        .default("git"),
      passwordEnv: variable,
    }),
    z.strictObject({ sshKeyEnv: variable, knownHostsFile: file.optional() }),
  ],
  "must have passwordEnv (and username), or sshKeyEnv (and knownHostsFile)",
);

const shortestPollSeconds = 10;

const git = z.strictObject({
  ...common,
  kind: z.literal("git"),
  url: gitUrl,
  branch: branch.default("main"),
  /** The folder inside; empty for the whole repository. */
  path: inside.default(""),
  every: duration("1m").refine((seconds) => seconds >= shortestPollSeconds, "must be at least 10s"),
  credentials: credentials.optional(),
  webhookSecretEnv: variable.optional(),
});

const kubernetes = z.strictObject({ ...common, ...kubernetesFields }).superRefine(checkKubernetesFields);

/** An entry of `sources` as written. */
export const sourceSchema = z.discriminatedUnion(
  "kind",
  [folder, git, kubernetes, upload],
  "must be folder, git, kubernetes or upload",
);

export type WrittenSource = z.infer<typeof sourceSchema>;
