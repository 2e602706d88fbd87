-- Who reviews an access reads its events as a lane of the log: by request and by grant, in the order of the log.
-- DropIndex
DROP INDEX "audit_event_grant_id_idx";

-- DropIndex
DROP INDEX "audit_event_request_id_idx";

-- CreateIndex
CREATE INDEX "audit_event_request_id_at_position_idx" ON "audit_event"("request_id", "at", "position");

-- CreateIndex
CREATE INDEX "audit_event_grant_id_at_position_idx" ON "audit_event"("grant_id", "at", "position");
