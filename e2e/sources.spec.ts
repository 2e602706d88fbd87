import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TestApiServer } from "../lib/sources/kubernetes/test-api-server";
import { look } from "./look";
import { expect, test } from "./people";
import { clusterPort, repositoryFolder } from "./sources";

const application = (namespace: string, title: string, owners = "owners") => `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: billing, namespace: ${namespace} }
spec:
  components:
    - name: invoices
      type: webservice
      traits:
        - type: access
          properties:
            title: ${title}
            ${owners}: ["group:default/orders-team"]
            roles: { reader: { scopes: ["invoices:read"], eligible: ["group:default/engineering"] } }
`;

function git(...args: string[]): void {
  const who = ["-c", "user.name=Nora Lind", "-c", "user.email=nora@example.com"];
  execFileSync("git", ["-C", repositoryFolder, ...who, ...args], { stdio: "ignore" });
}

function commit(text: string, subject: string, ...more: string[]): void {
  writeFileSync(path.join(repositoryFolder, "deploy", "billing.yaml"), text);
  git("add", "--all");
  git("commit", "--quiet", "--message", subject, ...more);
}

test("each kind of source says how it is doing, whatever becomes of it", async ({ as }) => {
  test.setTimeout(180_000);
  const parker = await as("Parker");
  await parker.goto("/sources");
  const card = (name: string) =>
    parker.getByRole("listitem").filter({ has: parker.getByRole("heading", { name, exact: true }) });
  const syncNow = (name: string) => parker.getByRole("button", { name: `Sync now ${name}` }).click();
  const picture = (name: string) => look(parker, `sources-${name}`);

  await test.step("a repository that is not there, and a cluster that does not answer", async () => {
    await expect(card("apps")).toContainText("Git repository");
    await expect(card("apps").getByText(/There is no repository at this address/)).toBeVisible();
    await expect(card("cluster").getByText(/cannot be reached/)).toBeVisible();
    await picture("unreadable");
  });

  await test.step("a push", async () => {
    mkdirSync(path.join(repositoryFolder, "deploy"), { recursive: true });
    git("init", "--quiet", "--initial-branch", "main");
    commit(application("apps", "Invoices"), "Declare who may read invoices");
    await syncNow("apps");
    await expect(card("apps").getByText("Declare who may read invoices")).toBeVisible();
    await expect(card("apps").getByText("Up to date")).toBeVisible();
    await expect(card("apps")).toContainText("Nora Lind");
    await picture("up-to-date");
  });

  await test.step("a commit that is broken", async () => {
    commit(application("apps", "Invoices", "ownerz"), "Break it");
    await syncNow("apps");
    await expect(card("apps").getByText("Stale", { exact: true })).toBeVisible();
    await expect(card("apps")).toContainText("owners is missing");
    await expect(card("apps")).toContainText("billing.yaml:");
    await expect(card("apps").getByText("newer than the catalogue")).toBeVisible();
    await picture("broken");
    await parker.goto("/services/apps/billing/invoices");
    await expect(parker.getByText("What you see may be out of date")).toBeVisible();
    await parker.goto("/sources");
  });

  await test.step("a forced push", async () => {
    git("commit", "--quiet", "--amend", "--message", "never mind");
    commit(application("apps", "Invoices and receipts"), "Say it again", "--amend");
    await syncNow("apps");
    await expect(card("apps").getByText("Up to date")).toBeVisible();
    await expect(card("apps").getByText("Say it again")).toBeVisible();
  });

  await test.step("a branch that is gone", async () => {
    git("branch", "--move", "main", "trunk");
    await syncNow("apps");
    await expect(
      card("apps")
        .getByText(/branch main/)
        .last(),
    ).toBeVisible();
    await expect(card("apps").getByText("Stale", { exact: true })).toBeVisible();
    await picture("branch-gone");
    git("branch", "--move", "trunk", "main");
  });

  await test.step("an upload is seen before it is stored", async () => {
    const upload = { name: "billing.yaml", mimeType: "text/yaml" };
    await parker.getByRole("button", { name: "Upload files to by-hand" }).click();
    const dialog = parker.getByRole("dialog");
    await dialog
      .getByLabel("Files", { exact: true })
      .setInputFiles({ ...upload, buffer: Buffer.from(application("hand", "x", "ownerz")) });
    await dialog.getByRole("button", { name: "Show what changes" }).click();
    await expect(dialog.getByText("owners is missing")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Replace by-hand" })).toBeHidden();
    await dialog
      .getByLabel("Files", { exact: true })
      .setInputFiles({ ...upload, buffer: Buffer.from(application("hand", "Invoices by hand")) });
    await dialog.getByRole("button", { name: "Show what changes" }).click();
    await expect(dialog.getByText("Invoices by hand")).toBeVisible();
    await picture("upload");
    await dialog.getByRole("button", { name: "Replace by-hand" }).click();
    await expect(card("by-hand").getByText("Up to date")).toBeVisible();
  });

  await test.step("a cluster that answers", async () => {
    const api = await TestApiServer.start(null, clusterPort);
    const properties = {
      title: "Invoices in production",
      owners: ["group:default/orders-team"],
      roles: { reader: { scopes: ["invoices:read"], eligible: ["group:default/engineering"] } },
    };
    const component = { name: "invoices", type: "webservice", traits: [{ type: "access", properties }] };
    api.store.put("prod/billing", { spec: { components: [component] } });
    await syncNow("cluster");
    await expect(card("cluster").getByText("Up to date")).toBeVisible({ timeout: 30_000 });
    await expect(card("cluster")).toContainText("1 Application");
    await picture("cluster");
    await api.close();
  });
  rmSync(repositoryFolder, { recursive: true, force: true });
});
