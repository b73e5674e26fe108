"""What wallets and verifiers ask: machine doors, without a session and without a language."""
