import { ButtonLink } from "@/components/ui/button";
import { EmptyState, PageHeader } from "@/components/ui/layout";

/** For who came back from the identity provider as somebody else than had left. */
export function SomebodyElse({ name, href }: { name: string; href: string }) {
  return (
    <>
      <PageHeader title="Somebody else had begun this" />
      <EmptyState
        title={`You are signed in as ${name} now`}
        action={<ButtonLink href={href}>Go on as {name}</ButtonLink>}
      >
        Whoever left here to sign in again was another person. Nothing was decided or asked in your name. To
        go on as them, sign out and sign in as them.
      </EmptyState>
    </>
  );
}
