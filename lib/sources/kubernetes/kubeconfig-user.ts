import { z } from "zod";

const text = z.string().min(1);

/** An identity of a kubeconfig, with the keys that are known only to be refused. */
export const kubeconfigUser = z.object({
  token: text.optional(),
  tokenFile: text.optional(),
  "client-certificate": text.optional(),
  "client-certificate-data": text.optional(),
  "client-key": text.optional(),
  "client-key-data": text.optional(),
  exec: z.unknown().optional(),
  "auth-provider": z.unknown().optional(),
  username: z.unknown().optional(),
  password: z.unknown().optional(),
  as: z.unknown().optional(),
  "as-uid": z.unknown().optional(),
  "as-groups": z.unknown().optional(),
  "as-user-extra": z.unknown().optional(),
});

export type KubeconfigUser = z.infer<typeof kubeconfigUser>;

const instead = "Give it a token, a tokenFile or a client certificate.";
const refusals: { keys: (keyof KubeconfigUser)[]; words: string }[] = [
  { keys: ["exec"], words: `would run a program to sign in, and Daypass runs none. ${instead}` },
  {
    keys: ["auth-provider", "username", "password"],
    words: `signs in in a way that Kubernetes has removed. ${instead}`,
  },
  {
    keys: ["as", "as-uid", "as-groups", "as-user-extra"],
    words: "speaks as somebody else. Give Daypass an identity of its own.",
  },
];

/** Throws with words when an identity cannot be used as it is meant: half of it would be another identity. */
export function refuseUser(user: KubeconfigUser, file: string): void {
  for (const { keys, words } of refusals) {
    const key = keys.find((one) => user[one] !== undefined);
    if (key) throw new Error(`The kubeconfig ${file} says ${key}: it ${words}`);
  }
}
