-- CreateEnum
CREATE TYPE "principal_kind" AS ENUM ('user', 'workload');

-- CreateEnum
CREATE TYPE "request_status" AS ENUM ('pending', 'approved', 'denied', 'cancelled', 'lapsed');

-- CreateEnum
CREATE TYPE "verdict" AS ENUM ('approve', 'deny');

-- CreateEnum
CREATE TYPE "grant_status" AS ENUM ('scheduled', 'active', 'expired', 'revoked');

-- CreateEnum
CREATE TYPE "service_status" AS ENUM ('active', 'withdrawn');

-- CreateEnum
CREATE TYPE "token_kind" AS ENUM ('api', 'service');

-- CreateEnum
CREATE TYPE "audit_outcome" AS ENUM ('success', 'refused', 'failed');

-- CreateTable
CREATE TABLE "principal" (
    "id" TEXT NOT NULL,
    "kind" "principal_kind" NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "ref" TEXT,
    "groups" TEXT[],
    "claims" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deactivated_at" TIMESTAMPTZ(3),

    CONSTRAINT "principal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "digest" TEXT,
    "attempted_at" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3),
    "stale_since" TIMESTAMPTZ(3),
    "problems" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "source_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "service" (
    "id" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "application" TEXT NOT NULL,
    "component" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "system" TEXT,
    "lifecycle" TEXT,
    "owners" TEXT[],
    "status" "service_status" NOT NULL DEFAULT 'active',
    "source_name" TEXT NOT NULL,
    "declaration_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "declaration" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "trait" JSONB NOT NULL,
    "file" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "declaration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_request" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "declaration_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "environment" TEXT,
    "requester_id" TEXT NOT NULL,
    "status" "request_status" NOT NULL DEFAULT 'pending',
    "justification" TEXT NOT NULL,
    "ticket" TEXT,
    "duration_seconds" INTEGER NOT NULL,
    "effective_duration_seconds" INTEGER NOT NULL,
    "capped_by" TEXT,
    "starts_at" TIMESTAMPTZ(3),
    "approver_refs" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pending_until" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "stage" INTEGER NOT NULL,
    "approver_id" TEXT NOT NULL,
    "verdict" "verdict" NOT NULL,
    "comment" TEXT,
    "duration_seconds" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_grant" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "declaration_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "environment" TEXT,
    "scopes" TEXT[],
    "authorization_details" JSONB NOT NULL DEFAULT '[]',
    "status" "grant_status" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" TEXT,
    "revoke_reason" TEXT,

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issued_token" (
    "jti" TEXT NOT NULL,
    "kind" "token_kind" NOT NULL,
    "principal_id" TEXT NOT NULL,
    "grant_id" TEXT,
    "audience" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "issued_token_pkey" PRIMARY KEY ("jti")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "sealed_private" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "active_from" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "service_credential" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" "audit_outcome" NOT NULL,
    "service" TEXT,
    "subject" TEXT,
    "request_id" TEXT,
    "grant_id" TEXT,
    "entry" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "principal_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("principal_id","key")
);

-- CreateIndex
CREATE INDEX "principal_groups_idx" ON "principal" USING GIN ("groups");

-- CreateIndex
CREATE INDEX "principal_ref_idx" ON "principal"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "principal_issuer_subject_key" ON "principal"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "service_ref_key" ON "service"("ref");

-- CreateIndex
CREATE UNIQUE INDEX "service_declaration_id_key" ON "service"("declaration_id");

-- CreateIndex
CREATE INDEX "service_owners_idx" ON "service" USING GIN ("owners");

-- CreateIndex
CREATE UNIQUE INDEX "declaration_service_id_version_key" ON "declaration"("service_id", "version");

-- CreateIndex
CREATE INDEX "access_request_requester_id_id_idx" ON "access_request"("requester_id", "id" DESC);

-- CreateIndex
CREATE INDEX "access_request_service_id_id_idx" ON "access_request"("service_id", "id" DESC);

-- CreateIndex
CREATE INDEX "access_request_approver_refs_idx" ON "access_request" USING GIN ("approver_refs");

-- CreateIndex
CREATE INDEX "decision_approver_id_idx" ON "decision"("approver_id");

-- CreateIndex
CREATE UNIQUE INDEX "decision_request_id_stage_approver_id_key" ON "decision"("request_id", "stage", "approver_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_request_id_key" ON "access_grant"("request_id");

-- CreateIndex
CREATE INDEX "access_grant_principal_id_id_idx" ON "access_grant"("principal_id", "id" DESC);

-- CreateIndex
CREATE INDEX "access_grant_service_id_id_idx" ON "access_grant"("service_id", "id" DESC);

-- CreateIndex
CREATE INDEX "issued_token_grant_id_idx" ON "issued_token"("grant_id");

-- CreateIndex
CREATE INDEX "issued_token_expires_at_idx" ON "issued_token"("expires_at");

-- CreateIndex
CREATE INDEX "service_credential_service_id_idx" ON "service_credential"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_id_key" ON "audit_event"("id");

-- CreateIndex
CREATE INDEX "audit_event_at_position_idx" ON "audit_event"("at", "position");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_at_position_idx" ON "audit_event"("actor_id", "at", "position");

-- CreateIndex
CREATE INDEX "audit_event_action_at_position_idx" ON "audit_event"("action", "at", "position");

-- CreateIndex
CREATE INDEX "audit_event_service_at_position_idx" ON "audit_event"("service", "at", "position");

-- CreateIndex
CREATE INDEX "audit_event_subject_at_position_idx" ON "audit_event"("subject", "at", "position");

-- CreateIndex
CREATE INDEX "audit_event_request_id_idx" ON "audit_event"("request_id");

-- CreateIndex
CREATE INDEX "audit_event_grant_id_idx" ON "audit_event"("grant_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_id_key" ON "outbox_message"("id");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_source_name_fkey" FOREIGN KEY ("source_name") REFERENCES "source"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_declaration_id_fkey" FOREIGN KEY ("declaration_id") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "declaration" ADD CONSTRAINT "declaration_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_declaration_id_fkey" FOREIGN KEY ("declaration_id") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_approver_id_fkey" FOREIGN KEY ("approver_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_declaration_id_fkey" FOREIGN KEY ("declaration_id") REFERENCES "declaration"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_revoked_by_id_fkey" FOREIGN KEY ("revoked_by_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "issued_token" ADD CONSTRAINT "issued_token_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "service_credential" ADD CONSTRAINT "service_credential_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

