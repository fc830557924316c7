"""Who stands between the chains, and where all mediation hangs on one."""

from typing import Final

from chains.gaps.brokers.finder import KINDS
from chains.gaps.brokers.mediation_table import BROKERAGE, MEDIATION
from chains.gaps.brokers.roles_table import TABLE as _BROKERS

__all__ = ["KINDS", "TABLES"]

TABLES: Final = (_BROKERS, MEDIATION, BROKERAGE)
