"""Who takes money: merchants, their keys, our signatures and certificates, notices to their servers."""
