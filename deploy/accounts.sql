-- The database and its two accounts, made once by a superuser of PostgreSQL 15 or newer:
--   CONSULT_OWNER_PASSWORD=… CONSULT_SERVICE_PASSWORD=… psql -d postgres -f accounts.sql
-- consult_owner owns the tables: migrations and restores. consult_service serves people and owns
-- nothing; `consult db upgrade` gives it its rights.
\set ON_ERROR_STOP on
\getenv owner_password CONSULT_OWNER_PASSWORD
\getenv service_password CONSULT_SERVICE_PASSWORD
create role consult_owner login password :'owner_password';
create role consult_service login password :'service_password';
create database consult owner consult_owner encoding 'UTF8' template template0;
revoke all on database consult from public;
grant connect on database consult to consult_service;
