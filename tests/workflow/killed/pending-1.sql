BEGIN TRANSACTION;
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('a8955b33-6cb3-42a7-b318-57f58bb55988','1',1795276384000,1795276384000,'firstmate');
CREATE TABLE dbos_migrations (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "dbos_migrations" VALUES(125);
CREATE TABLE firstmate_controls (
	number INTEGER NOT NULL, 
	run VARCHAR NOT NULL, 
	command TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE firstmate_runs (
	id VARCHAR NOT NULL, 
	workflow VARCHAR NOT NULL, 
	content TEXT NOT NULL, 
	names TEXT NOT NULL, 
	"key" VARCHAR NOT NULL, 
	going VARCHAR, 
	state VARCHAR NOT NULL, 
	why TEXT DEFAULT '' NOT NULL, 
	begun FLOAT NOT NULL, 
	ended FLOAT, 
	worker VARCHAR DEFAULT '' NOT NULL, 
	lives INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (going)
);
INSERT INTO "firstmate_runs" VALUES('run-1','killed','{"schema": 1, "name": "killed", "description": "rollback", "steps": [{"id": "a", "action": "ledger.write", "with": {"name": "a"}}, {"id": "f", "foreach": "[''u'', ''v'']", "do": [{"id": "b", "action": "ledger.write", "with": {"name": "b {{ item }}"}}]}, {"id": "c", "action": "ledger.write", "with": {"name": "c"}, "undo": {"action": "ledger.write", "with": {"name": "back {{ steps.c.output.written }}"}}}, {"id": "d", "action": "ledger.write", "with": {"name": "d", "fails": [1]}, "on_failure": "rollback"}]}','{"inputs": {}, "run": {"id": "run-1", "workflow": "killed", "cwd": "", "kubeconfig": "", "context": ""}}','',NULL,'running','',1.79527638311914753918e+09,NULL,'worker-before',1);
CREATE TABLE firstmate_schema (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "firstmate_schema" VALUES(1);
CREATE TABLE firstmate_steps (
	run VARCHAR NOT NULL, 
	path VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	intent TEXT NOT NULL, 
	worker VARCHAR NOT NULL, 
	begun FLOAT NOT NULL, 
	ended FLOAT, 
	status VARCHAR NOT NULL, 
	output TEXT, 
	error TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (run, path, attempt), 
	FOREIGN KEY(run) REFERENCES firstmate_runs (id)
);
INSERT INTO "firstmate_steps" VALUES('run-1','a',1,'{"what": "ledger.write", "with": {"name": "a"}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638521671533584e+09,1.79527638524367356303e+09,'done','{"written": "a", "undo": {"action": "ledger.write", "with": {"name": "undo a"}}}','');
INSERT INTO "firstmate_steps" VALUES('run-1','f/0/b',1,'{"what": "ledger.write", "with": {"name": "b u"}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638534595870975e+09,1.79527638536437153821e+09,'done','{"written": "b u", "undo": {"action": "ledger.write", "with": {"name": "undo b u"}}}','');
INSERT INTO "firstmate_steps" VALUES('run-1','f/1/b',1,'{"what": "ledger.write", "with": {"name": "b v"}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638543033099169e+09,1795276385.46034,'done','{"written": "b v", "undo": {"action": "ledger.write", "with": {"name": "undo b v"}}}','');
INSERT INTO "firstmate_steps" VALUES('run-1','c',1,'{"what": "ledger.write", "with": {"name": "c"}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638550627756117e+09,1.79527638551359081274e+09,'done','{"written": "c", "undo": {"action": "ledger.write", "with": {"name": "undo c"}}}','');
INSERT INTO "firstmate_steps" VALUES('run-1','d',1,'{"what": "ledger.write", "with": {"name": "d", "fails": [1]}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638551948690416e+09,1.79527638552161526675e+09,'failed','null','it fails');
INSERT INTO "firstmate_steps" VALUES('run-1','c/#undo',1,'{"what": "ledger.write", "with": {"name": "back c"}, "plan": {"commands": ["append a line to the ledger"], "facts": {}, "shows": ""}}','worker-before',1.79527638553378224373e+09,NULL,'running',NULL,'');
CREATE TABLE firstmate_workers (
	name VARCHAR NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "firstmate_workers" VALUES('worker-before',1.79527638503113341327e+09);
CREATE TABLE notifications (
    message_uuid TEXT NOT NULL DEFAULT (hex(randomblob(16))) PRIMARY KEY,
    destination_uuid TEXT NOT NULL,
    topic TEXT,
    message TEXT NOT NULL,
    created_at_epoch_ms INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000), "serialization" TEXT DEFAULT NULL, "consumed" BOOLEAN NOT NULL DEFAULT FALSE, consumed_by_function_id INTEGER,
    FOREIGN KEY (destination_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE "operation_outputs" (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    function_name TEXT NOT NULL DEFAULT '',
    output TEXT,
    error TEXT,
    child_workflow_id TEXT,
    started_at_epoch_ms INTEGER,
    completed_at_epoch_ms INTEGER,
    serialization TEXT,
    application_name TEXT DEFAULT NULL,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    PRIMARY KEY (workflow_uuid, function_id)
);
INSERT INTO "operation_outputs" VALUES('run-1',1,'begin','{"content": {"schema": 1, "name": "killed", "description": "rollback", "steps": [{"id": "a", "action": "ledger.write", "with": {"name": "a"}}, {"id": "f", "foreach": "[''u'', ''v'']", "do": [{"id": "b", "action": "ledger.write", "with": {"name": "b {{ item }}"}}]}, {"id": "c", "action": "ledger.write", "with": {"name": "c"}, "undo": {"action": "ledger.write", "with": {"name": "back {{ steps.c.output.written }}"}}}, {"id": "d", "action": "ledger.write", "with": {"name": "d", "fails": [1]}, "on_failure": "rollback"}]}, "names": {"inputs": {}, "run": {"id": "run-1", "workflow": "killed", "cwd": "", "kubeconfig": "", "context": ""}}, "begun": 1795276383.1191475, "records": [], "heard": 0, "reopened": false, "ending": ""}',NULL,NULL,1795276385163,1795276385206,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',3,'a#1','{"output": {"written": "a", "undo": {"action": "ledger.write", "with": {"name": "undo a"}}}, "error": "", "at": 1795276385.2436736, "unsure": false}',NULL,NULL,1795276385212,1795276385245,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',2,'DBOS.asyncio_wait','[0]',NULL,NULL,1795276385212,1795276385305,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',6,'f/0/b#1','{"output": {"written": "b u", "undo": {"action": "ledger.write", "with": {"name": "undo b u"}}}, "error": "", "at": 1795276385.3643715, "unsure": false}',NULL,NULL,1795276385343,1795276385365,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',5,'DBOS.asyncio_wait','[1]',NULL,NULL,1795276385341,1795276385383,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',8,'f/1/b#1','{"output": {"written": "b v", "undo": {"action": "ledger.write", "with": {"name": "undo b v"}}}, "error": "", "at": 1795276385.46034, "unsure": false}',NULL,NULL,1795276385412,1795276385499,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',7,'DBOS.asyncio_wait','[1]',NULL,NULL,1795276385405,1795276385504,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',10,'c#1','{"output": {"written": "c", "undo": {"action": "ledger.write", "with": {"name": "undo c"}}}, "error": "", "at": 1795276385.5135908, "unsure": false}',NULL,NULL,1795276385505,1795276385515,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',9,'DBOS.asyncio_wait','[1]',NULL,NULL,1795276385505,1795276385516,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',12,'d#1','{"output": null, "error": "it fails", "at": 1795276385.5216153, "unsure": false}',NULL,NULL,1795276385518,1795276385524,'firstmate-json','firstmate',1795276385000);
INSERT INTO "operation_outputs" VALUES('run-1',11,'DBOS.asyncio_wait','[1]',NULL,NULL,1795276385518,1795276385525,'firstmate-json','firstmate',1795276385000);
CREATE TABLE queues (
    queue_id TEXT PRIMARY KEY DEFAULT (hex(randomblob(16))),
    name TEXT NOT NULL UNIQUE,
    concurrency INTEGER,
    worker_concurrency INTEGER,
    rate_limit_max INTEGER,
    rate_limit_period_sec REAL,
    priority_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    partition_queue BOOLEAN NOT NULL DEFAULT FALSE,
    polling_interval_sec REAL NOT NULL DEFAULT 1.0,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL, "partition_concurrency" INTEGER DEFAULT NULL, "partition_worker_concurrency" INTEGER DEFAULT NULL, "partition_rate_limit_max" INTEGER DEFAULT NULL, "partition_rate_limit_period_sec" REAL DEFAULT NULL);
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events_history (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, function_id, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_input (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    inputs TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_input" VALUES('run-1','{"args": ["run-1"], "kwargs": {}}',1795276385000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
CREATE TABLE workflow_schedules (
    schedule_id TEXT PRIMARY KEY,
    schedule_name TEXT NOT NULL UNIQUE,
    workflow_name TEXT NOT NULL,
    workflow_class_name TEXT,
    schedule TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
    context TEXT NOT NULL
, "last_fired_at" TEXT DEFAULT NULL, "automatic_backfill" BOOLEAN NOT NULL DEFAULT FALSE, "cron_timezone" TEXT DEFAULT NULL, "queue_name" TEXT DEFAULT NULL, "application_name" TEXT DEFAULT NULL);
CREATE TABLE workflow_status (
    workflow_uuid TEXT PRIMARY KEY,
    status TEXT,
    name TEXT,
    authenticated_user TEXT,
    assumed_role TEXT,
    authenticated_roles TEXT,
    request TEXT,
    output TEXT,
    error TEXT,
    executor_id TEXT,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    application_version TEXT,
    application_id TEXT,
    class_name TEXT DEFAULT NULL,
    config_name TEXT DEFAULT NULL,
    recovery_attempts INTEGER DEFAULT 0,
    queue_name TEXT,
    workflow_timeout_ms INTEGER,
    workflow_deadline_epoch_ms INTEGER,
    inputs TEXT,
    started_at_epoch_ms INTEGER,
    deduplication_id TEXT,
    priority INTEGER NOT NULL DEFAULT 0
, queue_partition_key TEXT, forked_from TEXT, "owner_xid" TEXT DEFAULT NULL, "parent_workflow_id" TEXT DEFAULT NULL, "serialization" TEXT DEFAULT NULL, "delay_until_epoch_ms" BIGINT DEFAULT NULL, "was_forked_from" BOOLEAN NOT NULL DEFAULT FALSE, "rate_limited" BOOLEAN NOT NULL DEFAULT FALSE, "completed_at" BIGINT, "attributes" TEXT, "schedule_name" TEXT, "debounce_deadline_epoch_ms" BIGINT DEFAULT NULL, "is_debounced" BOOLEAN NOT NULL DEFAULT FALSE, "application_name" TEXT DEFAULT NULL, "creator_xid" TEXT DEFAULT NULL);
INSERT INTO "workflow_status" VALUES('run-1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'worker-before',1795276385000,1795276385000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'32e7c4f1-90dc-467e-94cf-7e07b2c53eef',NULL,'firstmate-json',NULL,0,0,NULL,'null',NULL,NULL,0,'firstmate','32e7c4f1-90dc-467e-94cf-7e07b2c53eef');
CREATE INDEX ix_firstmate_controls_run ON firstmate_controls (run);
CREATE INDEX workflow_status_created_at_index ON workflow_status (created_at);
CREATE INDEX idx_workflow_topic ON notifications (destination_uuid, topic);
CREATE INDEX "idx_workflow_status_delayed" ON "workflow_status" ("delay_until_epoch_ms") WHERE status = 'DELAYED';
CREATE INDEX "idx_workflow_status_forked_from" ON "workflow_status" ("forked_from") WHERE "forked_from" IS NOT NULL;
CREATE INDEX "idx_workflow_status_parent_workflow_id" ON "workflow_status" ("parent_workflow_id") WHERE "parent_workflow_id" IS NOT NULL;
CREATE UNIQUE INDEX "uq_workflow_status_dedup_id" ON "workflow_status" ("queue_name", "deduplication_id") WHERE "deduplication_id" IS NOT NULL;
CREATE INDEX "idx_workflow_status_pending" ON "workflow_status" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "idx_workflow_status_failed" ON "workflow_status" ("status", "created_at") WHERE "status" IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
CREATE INDEX "idx_workflow_status_rate_limited" ON "workflow_status" ("queue_name", "started_at_epoch_ms") WHERE "rate_limited" = TRUE;
CREATE INDEX "idx_workflow_status_completed_at" ON "workflow_status" ("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "idx_workflow_status_started_at" ON "workflow_status" ("started_at_epoch_ms") WHERE "started_at_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_workflow_status_schedule_name" ON "workflow_status" ("schedule_name") WHERE "schedule_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_owner_version"
    ON application_versions ("application_name", "version_name")
    WHERE "application_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_unclaimed_version"
    ON application_versions ("version_name")
    WHERE "application_name" IS NULL;
CREATE INDEX idx_workflow_input_retention
    ON workflow_input (retention_timestamp);
CREATE INDEX idx_workflow_output_retention
    ON workflow_output (retention_timestamp);
CREATE INDEX idx_operation_outputs_retention
    ON operation_outputs (retention_timestamp);
CREATE INDEX "idx_workflow_status_in_flight_v2" ON "workflow_status" ("queue_name", "status", "priority", "created_at", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING');
CREATE INDEX "idx_workflow_status_partition_dequeue_v3" ON "workflow_status" ("queue_name", "status", "queue_partition_key", "priority", "created_at", "workflow_uuid", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING') AND "queue_partition_key" IS NOT NULL;
CREATE INDEX "idx_operation_outputs_completed_at_function_name_v2" ON "operation_outputs" ("completed_at_epoch_ms", "function_name", "application_name");
CREATE INDEX "idx_workflow_status_deadline" ON "workflow_status" ("workflow_deadline_epoch_ms") WHERE "status" IN ('ENQUEUED', 'PENDING', 'DELAYED') AND "workflow_deadline_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_application_versions_timestamp" ON "application_versions" ("version_timestamp" DESC);
CREATE INDEX "idx_application_versions_owner_timestamp" ON "application_versions" ("application_name", "version_timestamp" DESC);
COMMIT;
