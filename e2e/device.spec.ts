import { look } from "./look";
import { expect, test } from "./people";

const client_id = "Deploy helper 2.1";

test("a program without a browser is let in by its code, once, or turned away", async ({ as, request }) => {
  const start = async () =>
    (await request.post("/oauth/device_authorization", { form: { client_id } })).json();
  const poll = async ({ device_code }: { device_code: string }) => {
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    return (await request.post("/oauth/token", { form: { grant_type, device_code, client_id } })).json();
  };
  const [wanted, unwanted] = [await start(), await start()];
  const riley = await as("Riley");
  await riley.goto("/device");
  const code = riley.getByLabel("The code");
  await code.fill("bcdf ghjk");
  await riley.getByRole("button", { name: "Look it up" }).click();
  await expect(riley.getByRole("alert").getByText(/No program waits under this code/)).toBeVisible();
  await expect(code).toHaveValue("bcdf ghjk");
  await look(riley, "device-wrong");

  await code.fill(wanted.user_code.toLowerCase().replace("-", " "));
  await riley.getByRole("button", { name: "Look it up" }).click();
  await expect(riley.getByText(client_id)).toBeVisible();
  await look(riley, "device-found");
  await riley.getByRole("button", { name: "Let it in" }).click();
  await expect(riley.getByText(`You let ${client_id} in`)).toBeVisible();
  const { access_token } = await poll(wanted);
  const me = await request.get("/api/v1/me", { headers: { authorization: `Bearer ${access_token}` } });
  expect((await me.json()).principal.name).toBe("Riley Chen");
  // Issuing was a change, upon which the page was read again.
  await expect(riley.getByText(`You let ${client_id} in`)).toBeVisible();

  await riley.goto(unwanted.verification_uri_complete);
  await riley.getByRole("button", { name: "Turn it away" }).click();
  await expect(riley.getByText(`You turned ${client_id} away`)).toBeVisible();
  expect(await poll(unwanted)).toMatchObject({ error: "access_denied" });
  await riley.reload();
  await expect(riley.getByRole("alert").getByText(/answered already/)).toBeVisible();
});
