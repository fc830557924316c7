"""Who stands between the chains, and where all mediation hangs on one."""
