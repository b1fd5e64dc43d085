"""Finds, replaces, vaults and logs identities; decides access and rights."""
