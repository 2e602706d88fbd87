import type { Events } from "../events";
import type { Route } from "../route";
import { assertionRoutes } from "./assertions";
import { auditRoutes } from "./audit";
import { commentRoutes } from "./comments";
import { credentialRoutes } from "./credentials";
import { decisionRoutes } from "./decisions";
import { declarationPreviewRoutes } from "./declaration-preview";
import { declarationRoutes } from "./declarations";
import { delegationRoutes } from "./delegations";
import { destinationRoutes } from "./destinations";
import { eventRoutes } from "./events";
import { favouriteRoutes } from "./favourites";
import { grantRoutes } from "./grants";
import { insightRoutes } from "./insight";
import { keyRoutes } from "./keys";
import { meRoutes } from "./me";
import { notificationRoutes } from "./notifications";
import { openApiRoute } from "./openapi";
import { principalRoutes } from "./principals";
import { proposalRoutes } from "./proposals";
import { requestBundleRoutes } from "./request-bundles";
import { requestRoutes } from "./requests";
import { reviewRoutes } from "./reviews";
import { serviceRoutes } from "./services";
import { slackRoutes } from "./slack";
import { sourceRoutes } from "./sources";
import { standInRoutes } from "./stand-ins";
import { usageRoutes } from "./usage";

/** The whole REST API. */
export function apiRoutes(events: Events): Route[] {
  const routes: Route[] = [
    ...meRoutes,
    ...delegationRoutes,
    ...favouriteRoutes,
    ...notificationRoutes,
    ...serviceRoutes,
    ...credentialRoutes,
    ...requestRoutes,
    ...requestBundleRoutes,
    ...decisionRoutes,
    ...commentRoutes,
    ...grantRoutes,
    ...reviewRoutes,
    ...auditRoutes,
    ...insightRoutes,
    ...declarationRoutes,
    ...proposalRoutes,
    ...declarationPreviewRoutes,
    ...assertionRoutes,
    ...usageRoutes,
    ...principalRoutes,
    ...standInRoutes,
    ...sourceRoutes,
    ...keyRoutes,
    ...slackRoutes,
    ...destinationRoutes,
    ...eventRoutes(events),
  ];
  return [...routes, openApiRoute(() => routes)];
}
