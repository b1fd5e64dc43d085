"""Where everything about a patient lies, encrypted: `assistant.store.store.Store`."""
