import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Mark } from "@/components/shell/mark";
import { Notice } from "@/components/ui/layout";
import { sharedRuntime } from "@/lib/runtime/runtime";
import { readQuery, type SearchParams } from "../../_lib/query";
import { findSession } from "../../_lib/session";
import { SignInButton } from "./_components/sign-in-button";

export const metadata: Metadata = { title: "Sign in" };

const problems: Record<string, { title: string; text: string }> = {
  Deactivated: {
    title: "You were deactivated here",
    text: "A platform admin can undo that. Until then nothing can be asked for or decided.",
  },
  OAuthSignin: {
    title: "The identity provider cannot be reached",
    text: "Nothing is wrong with your account. Try again in a moment.",
  },
  OAuthCallback: {
    title: "The identity provider did not finish the sign-in",
    text: "It may have been open for too long. Start again.",
  },
  Callback: {
    title: "The sign-in could not be finished",
    text: "Start again; if it happens twice, tell your platform team.",
  },
};

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const { callbackUrl, error, signedOut } = await readQuery(
    searchParams,
    "callbackUrl",
    "error",
    "signedOut",
  );
  const target = localPath(callbackUrl);
  if (!error && (await findSession())) redirect(target);
  const issuers = sharedRuntime().config.issuers.filter((issuer) => issuer.signIn);
  const problem = error ? (problems[error] ?? problems.Callback) : null;
  return (
    <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-5 px-4 py-10">
      <div className="grid gap-1.5">
        <Mark className="mb-2 size-9" />
        <h1 className="font-semibold text-2xl tracking-tight">Daypass</h1>
        <p className="text-muted">
          Access to the services your teams declare: for a role, for a while, with a yes from the owners.
        </p>
      </div>
      {problem ? (
        <Notice hue="refused" title={problem.title}>
          {problem.text}
        </Notice>
      ) : null}
      {signedOut ? <Notice title="You are signed out" /> : null}
      {issuers.map((issuer) => (
        <SignInButton
          key={issuer.name}
          issuer={issuer.name}
          label={issuer.signIn?.label ?? "Sign in"}
          callbackUrl={target}
          askAgain={Boolean(signedOut || error)}
        />
      ))}
      {issuers.length === 0 ? (
        <p className="text-muted text-sm">
          No issuer of daypass.yaml has signIn, so only programs can sign in here.
        </p>
      ) : null}
    </main>
  );
}

/** Where to go afterwards: always a path of ours. */
function localPath(callbackUrl: string | undefined): string {
  return callbackUrl && /^\/(?![/\\])/.test(callbackUrl) ? callbackUrl : "/";
}
