"""Run by Alembic: migrates on the connection that `registry.db.upgrade` hands over, inside its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite rolls DDL back like anything else, now that the driver no longer commits behind our back.
context.configure(connection=connection, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
