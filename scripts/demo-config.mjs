import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

/** Where npm run demo-history keeps the Applications of its company, in a data folder; the demo follows it once it is there. */
export const companyFolder = (folder) => path.join(folder, "company");
export const companySource = "company";

/** Writes the daypass.yaml of the demo and returns its path. */
export function writeDemoConfig(folder, { issuer, serviceUrls, hasPython = false }) {
  const file = path.join(folder, "daypass.yaml");
  const catalogue = {
    name: "catalogue",
    kind: "folder",
    path: path.join(root, "examples", "catalogue"),
    declares: ["*"],
  };
  // Where whoever tries Daypass out puts a service of their own (docs/first-service.md).
  const uploads = { name: "uploads", kind: "upload", declares: ["*"] };
  // Browser tests have sources of their own.
  const sources = process.env.DAYPASS_DEMO_SOURCES
    ? JSON.parse(process.env.DAYPASS_DEMO_SOURCES)
    : [catalogue, uploads];
  // They do not wait a minute for access to end either.
  const leastDuration = process.env.DAYPASS_DEMO_MIN_DURATION;
  const company = { ...catalogue, name: companySource, path: companyFolder(folder) };
  if (existsSync(company.path)) sources.push(company);
  if (hasPython)
    sources.push({
      ...catalogue,
      name: "orders-fastapi",
      path: path.join(root, "examples", "orders-fastapi"),
    });
  writeFileSync(
    file,
    `# The demo's configuration. npm start writes it anew every time: copy it to ./daypass.yaml to make it yours.
version: 1
issuers:
  - name: demo
    issuer: ${issuer}
    kind: user
    # daypass-device is how a program on this machine signs a demo person in.
    audiences: [daypass, daypass-device]
    signIn: { clientId: daypass, clientSecretEnv: DAYPASS_DEMO_CLIENT_SECRET, label: Continue with the demo login }
admins: ["group:default/platform"]
auditors: ["group:default/audit"]
sources: ${JSON.stringify(sources)}
${leastDuration ? `limits: { minDuration: ${leastDuration} }\n` : ""}serviceUrls: ${JSON.stringify(serviceUrls)}
`,
  );
  return file;
}
