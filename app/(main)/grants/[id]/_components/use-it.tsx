"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/copy-button";
import { Card } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { Countdown } from "@/components/ui/time";
import { mintToken } from "../actions";

interface Minted {
  token: string;
  endsAt: string;
  serviceUrl: string | null;
}

/** A token, shown once: it is not stored anywhere, and leaving the page forgets it. */
export function UseIt({
  grantId,
  bound,
  audience,
  environment,
  baseUrl,
}: {
  grantId: string;
  /** Whether only a program can get a token, which proves that it holds a key. */
  bound: boolean;
  audience: string;
  environment: string | null;
  baseUrl: string;
}) {
  const [minted, setMinted] = useState<Minted | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [minting, startMinting] = useTransition();
  const mint = () =>
    startMinting(async () => {
      const answer = await mintToken(grantId);
      if (answer.ok) setMinted(answer.value);
      setProblem(answer.ok ? null : answer.problem.detail);
    });
  return (
    <Card className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm">
          {minted ? (
            <>
              This token works for <Countdown until={minted.endsAt} ended="no longer" />. It is shown this
              once.
            </>
          ) : bound ? (
            "This service takes only tokens that are bound to a program’s key (DPoP). A program gets one by proving that it holds the key; this page holds none."
          ) : (
            "A token says who you are and what you may do, to this service only. It works for minutes; get a new one when you need it."
          )}
        </p>
        {bound ? null : (
          <Button look={minted ? "secondary" : "primary"} onClick={mint} disabled={minting}>
            {minting ? "Making it…" : minted ? "Get a new token" : "Get a token"}
          </Button>
        )}
      </div>
      {problem ? <ProblemLine>{problem}</ProblemLine> : null}
      {minted ? (
        <>
          <CodeBlock label="Token" code={minted.token} />
          <CodeBlock
            label="curl"
            code={`curl -H "Authorization: Bearer ${minted.token}" ${minted.serviceUrl ?? "https://…"}`}
          />
          <details>
            <summary className="w-fit cursor-pointer text-muted text-sm">In code</summary>
            <div className="mt-3 grid gap-3">
              <CodeBlock label="Node.js" code={nodeLines(minted.serviceUrl)} />
              <CodeBlock label="Python" code={pythonLines(minted.serviceUrl)} />
            </div>
          </details>
        </>
      ) : null}
      <details open={bound}>
        <summary className="w-fit cursor-pointer text-muted text-sm">From a program</summary>
        <div className="mt-3 grid gap-3">
          <CodeBlock
            label="Exchange an API token for a service token"
            code={exchangeLine(baseUrl, audience, environment, grantId, bound)}
          />
        </div>
      </details>
    </Card>
  );
}

// The token stays out of the code: whoever copies these lines sets it beside them.
const nodeLines = (url: string | null) => `const answer = await fetch("${url ?? "https://…"}", {
  headers: { authorization: \`Bearer \${process.env.TOKEN}\` },
});`;

const pythonLines = (url: string | null) => `import os, urllib.request

call = urllib.request.Request("${url ?? "https://…"}", headers={"Authorization": "Bearer " + os.environ["TOKEN"]})
answer = urllib.request.urlopen(call)`;

const exchangeLine = (
  baseUrl: string,
  audience: string,
  environment: string | null,
  grantId: string,
  bound: boolean,
) => `curl -s ${baseUrl}/oauth/token \\${bound ? '\n  -H "DPoP: $PROOF" \\' : ""}
  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\
  -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \\
  -d subject_token="$API_TOKEN" \\
  -d audience=${audience}${environment ? ` -d environment=${environment}` : ""} -d grant_id=${grantId}`;
