-- What the serving user may do with the tables: rows, never tables themselves. Run by their owner after `migrate`:
--   portal-manage --owner dbshell -- -f deploy/grants.sql
\set ON_ERROR_STOP on
-- Where the serving user has another name, /etc/portal/owner says so.
\set serving `echo "${SERVING_USER:-portal}"`
BEGIN;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"serving";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"serving";
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"serving";
-- An entry of the audit trail is written, and given its place in the chain. Whoever owns the tables removes old ones.
REVOKE UPDATE, DELETE ON audit_auditentry FROM :"serving";
GRANT UPDATE (number, previous, hash) ON audit_auditentry TO :"serving";
REVOKE DELETE ON audit_audithead FROM :"serving";
COMMIT;
