import { rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** How the limits of a file's services differ from the first version: less, more, or less here and more there. */
export type Revision = "first" | "narrower" | "wider" | "both";

const perFile = 5;
const teams = 100;

/** The name of the file's Application, which is its namespace too. */
export const nameOf = (file: number) => `app-${String(file).padStart(4, "0")}`;

const pathOf = (folder: string, file: number) => path.join(folder, `${nameOf(file)}.yaml`);

/** Writes the Application files of these numbers, each with five components that declare access. */
export async function writeFiles(
  folder: string,
  files: readonly number[],
  revision: (file: number) => Revision,
): Promise<void> {
  for (const file of files) await writeFile(pathOf(folder, file), application(file, revision(file)));
}

export async function removeFiles(folder: string, files: readonly number[]): Promise<void> {
  for (const file of files) await rm(pathOf(folder, file));
}

const application = (file: number, revision: Revision) => `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata:
  name: ${nameOf(file)}
  namespace: ${nameOf(file)}
  annotations:
    backstage.oam.dev/owner: ${teamOf(file)}
spec:
  components:
${Array.from({ length: perFile }, (_, index) => component(file, index, revision)).join("")}
    - name: nightly
      type: cron-task
      properties: { image: "ghcr.io/example/nightly:0.9.4", schedule: "0 4 1 * *", restart: OnFailure }
  policies:
    - name: staging
      type: topology
      properties: { clusters: [staging-eu], namespace: ${nameOf(file)} }
    - name: production
      type: topology
      properties: { clusterLabelSelector: { env: production, region: eu }, namespace: ${nameOf(file)} }
`;

const teamOf = (file: number) => `team-${file % teams}`;
const longest: Record<Revision, string> = { first: "8h", narrower: "4h", wider: "10h", both: "4h" };
const kinds = ["ledger", "orders", "search", "reports", "gateway"];

/** In the shapes of examples/catalogue: one owner, an owner and security, two people, or at once. */
const component = (file: number, index: number, revision: Revision) => `
    - name: ${kinds[index]}-api
      type: webservice
      properties:
        image: ghcr.io/example/${kinds[index]}:1.${file % 10}.${index}
        ports:
          - { port: 8443, name: https, expose: true }
        cpu: "1"
        memory: 2Gi
      traits:
        - type: scaler
          properties: { replicas: 3 }
        - type: access
          properties:
            schemaVersion: 1
            title: ${kinds[index]} of ${nameOf(file)}
            description: What ${teamOf(file)} runs as ${kinds[index]} number ${file}, and what others may do there for a while.
            system: system-${file % 250}
            lifecycle: ${file % 7 === 0 ? "experimental" : "production"}
            owners: ["group:default/${teamOf(file)}"]
            links:
              - { url: "https://wiki.example.com/${nameOf(file)}/${kinds[index]}", title: How it works }
            defaults:
              duration: { default: 1h, max: ${longest[revision]} }
              approval: one-owner
              eligible: ["group:default/engineering", "group:default/guild-${file % 20}"]
            approvalPolicies:
              one-owner:
                stages:
                  - { name: owner, approvers: [owners], required: 1 }
                expiresAfter: 24h
              owner-then-security:
                stages:
                  - { name: owner, approvers: [owners], required: 1, timeout: 4h }
                  - { name: security, approvers: ["group:default/security"], required: 1 }
                expiresAfter: 8h
              two-people:
                stages:
                  - { name: two-people, approvers: [owners, "group:default/security"], required: 2 }
            roles:
              reader:
                title: Read
                description: See everything. Nothing can be changed.
                actions: ["${kinds[index]}:Get*", "${kinds[index]}:List*"]
                resources: ["urn:${nameOf(file)}:${kinds[index]}/*"]
                scopes: ["${kinds[index]}:read"]
                risk: low
              operator:
                title: Mend what is stuck
                description: Do a failed step again, or hold one back while it is looked into.
                scopes: ["${kinds[index]}:read", "${kinds[index]}:operate"]
                duration: { default: 30m, max: ${revision === "wider" || revision === "both" ? "3h" : "2h"} }
                approval: ${index % 2 === 0 ? "owner-then-security" : "two-people"}
                conflictsWith: [auditor]
                justification: { minLength: 20, ticket: required }
                risk: high
              auditor:
                title: Audit
                description: Read every entry with who made it and who approved it.
                scopes: ["${kinds[index]}:read", "${kinds[index]}:audit"]
                eligible: ["group:default/audit"${revision === "both" ? ', "group:default/security"' : ""}]
                environments: [production]
                risk: medium
            environments:
              staging: { title: Staging, tier: staging, topology: staging }
              production:
                title: Production
                tier: production
                topology: production
                maxDuration: ${revision === "narrower" ? "2h" : "4h"}
            token: { audience: "urn:example:${nameOf(file)}:${kinds[index]}", lifetime: 10m }
`;
