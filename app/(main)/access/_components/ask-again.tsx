import { askAgainHref, askHref } from "@/components/requests/ask-href";
import { ButtonLink } from "@/components/ui/button";
import type { RequestView } from "@/lib/requests/view";

interface Place {
  service: string;
  serviceTitle: string;
  role: string;
  environment: string | null;
}

/** Opens the form as the request had filled it; the place alone where the request is not known. */
export function AskAgain({ of, request }: { of: Place; request: RequestView | undefined }) {
  const href = request ? askAgainHref(request) : askHref(of.service, of.role, of.environment);
  return (
    <ButtonLink look="secondary" size="sm" href={href}>
      Ask again
      <span className="sr-only">
        {" "}
        for {of.role} on {of.serviceTitle}
      </span>
    </ButtonLink>
  );
}
