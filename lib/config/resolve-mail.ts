import type { MailConfig } from "./config";
import type { Finding } from "./explain";
import type { ConfigFile } from "./file-schema";

type WrittenMail = NonNullable<ConfigFile["mail"]>;

const usualPort = { implicit: 465, startTls: 587, none: 25 };

/** `secretOf` reads the environment variable that this key of `mail` names. */
export function resolveMail(
  { host, port, tls, usernameEnv, passwordEnv, from }: WrittenMail,
  secretOf: (variable: string, key: string) => string,
): MailConfig {
  const credentials =
    usernameEnv && passwordEnv
      ? {
          username: secretOf(usernameEnv, "usernameEnv").trim(),
          password: secretOf(passwordEnv, "passwordEnv").trim(),
        }
      : null;
  return { host, port: port ?? usualPort[tls], tls, credentials, from };
}

const thisMachine = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Who asked whom for what is nobody else's business: it leaves this machine encrypted or not at all. */
export function mailFindings(mail: ConfigFile["mail"]): Finding[] {
  if (!mail) return [];
  const findings: Finding[] = [];
  if (mail.tls === "none" && !thisMachine.test(mail.host))
    findings.push({
      path: ["mail", "tls"],
      message: "mail.tls: none is for a mail server on this machine only.",
    });
  if ((mail.usernameEnv === undefined) !== (mail.passwordEnv === undefined))
    findings.push({ path: ["mail"], message: "mail needs both usernameEnv and passwordEnv, or neither." });
  return findings;
}
