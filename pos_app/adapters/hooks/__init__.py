"""The shop's own workflow: programs and addresses that are told what happens."""
