"""Clinical reading: what each passage says, whether it still holds, and what follows over the whole dossier."""
