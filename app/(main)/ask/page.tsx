import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { Notice, PageHeader } from "@/components/ui/layout";
import { AppError } from "@/lib/errors/app-error";
import { previewRequest } from "@/lib/requests/preview-request";
import { getService } from "@/lib/services/queries";
import type { RoleDetailView, ServiceDetailView } from "@/lib/services/view";
import { requireSession } from "../../_lib/session";
import { AskForm } from "./_components/ask-form";

export const metadata: Metadata = { title: "Ask for access" };

interface Asked {
  service?: string;
  role?: string;
  environment?: string;
  /** What a service's 403 said was missing. */
  scope?: string;
  duration?: string;
}

export default async function AskPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const asked = await searchParams;
  if (!asked.service) redirect("/services");
  const { ctx } = await requireSession(`/ask?${new URLSearchParams(Object.entries(asked))}`);
  const service = await getService(ctx, asked.service).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  });
  const role = chooseRole(service, asked);
  if (!role) redirect(`/services/${service.ref}`);
  const place =
    role.places.find((candidate) => candidate.environment === asked.environment) ??
    role.places.find((candidate) => candidate.requestable) ??
    role.places[0];
  const durationSeconds = place?.defaultDurationSeconds ?? 3600;
  const initial = {
    service: service.ref,
    role: role.name,
    environment: place?.environment ?? null,
    durationSeconds,
    justification: "",
  };
  return (
    <>
      <PageHeader
        back={{ href: `/services/${service.ref}`, label: service.title }}
        title={`Ask for access to ${service.title}`}
      />
      {asked.scope ? (
        <Notice hue="pending" title={`${service.title} refused a call for lack of ${asked.scope}`}>
          {role.scopes.length > 0 ? `The role ${role.title} covers it. ` : null}Say for how long and why, and
          the owners are asked.
        </Notice>
      ) : null}
      <AskForm
        service={{ ref: service.ref, roles: service.roles }}
        initial={initial}
        initialPreview={await previewRequest(ctx, initial)}
      />
    </>
  );
}

/** The role that was named; else, of those that cover the missing scopes, the one that gives the least beside them. */
function chooseRole(service: ServiceDetailView, asked: Asked): RoleDetailView | undefined {
  const named = service.roles.find((role) => role.name === asked.role);
  if (named) return named;
  const wanted = asked.scope?.split(" ") ?? [];
  return [...service.roles]
    .filter((role) => wanted.every((scope) => role.scopes.includes(scope)))
    .sort((a, b) => Number(b.requestable) - Number(a.requestable) || a.scopes.length - b.scopes.length)[0];
}
