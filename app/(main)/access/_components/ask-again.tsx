import { askHref } from "@/components/requests/ask-href";
import { ButtonLink } from "@/components/ui/button";

interface Place {
  service: string;
  serviceTitle: string;
  role: string;
  environment: string | null;
}

export function AskAgain({ of }: { of: Place }) {
  return (
    <ButtonLink look="secondary" size="sm" href={askHref(of.service, of.role, of.environment)}>
      Ask again
      <span className="sr-only">
        {" "}
        for {of.role} on {of.serviceTitle}
      </span>
    </ButtonLink>
  );
}
