import { requestAccessUri } from "@daypass/node";
import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { ServiceTokenInput } from "./choose-grant";

/** The refusal of a token, with the address where the missing access is asked for. */
export async function noGrant(
  tx: Transaction,
  ctx: Context,
  input: ServiceTokenInput,
  reason: AppError | null,
): Promise<AppError> {
  const { baseUrl } = ctx.runtime.config;
  const [service] = await tx.query<{ ref: string; title: string }>("token-service", serviceSql, [
    input.audience,
  ]);
  if (!service)
    return new AppError("no-grant", `No service is called ${input.audience}. The catalogue lists them all.`, {
      requestAccessUri: `${baseUrl}/services`,
    });
  tx.about.service = service.ref;
  const place = input.environment ? ` in ${input.environment}` : "";
  const words = input.grantId ? "This is no active access of yours to" : "You hold no active access to";
  return new AppError(reason?.code ?? "no-grant", reason?.detail ?? `${words} ${service.title}${place}.`, {
    requestAccessUri: requestAccessUri(
      { issuer: baseUrl, service: service.ref, environments: input.environment ? [input.environment] : [] },
      { scopes: input.scope ? [input.scope] : [] },
    ),
  });
}

const serviceSql =
  "select ref, title from service where ref = $1 or audiences @> array[$1] order by ref limit 1";
