"""The local database: SQLAlchemy Core behind ``transact``, one thread, one file per mode."""
