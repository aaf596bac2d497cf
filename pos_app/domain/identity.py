"""Which register this is, and which of the sales at Stripe are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pos_app.domain.ids import UNIDENTIFIED, InstallationId, RegisterId

NOTE = "register.identity"
"""Name of the database's note: whose sales are in it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a register is beside its present name, which may change, or be another's as well.

    Attributes:
        installation: its own id, sent with each sale; empty until the first start has made it.
        former_installations: ids under which it sold before its settings were lost.
        registers: names under which it sold when sales carried no id yet.
        books: the databases it has, by name; one of them that is gone has sales to read back.
    """

    installation: InstallationId = UNIDENTIFIED
    former_installations: tuple[InstallationId, ...] = ()
    registers: tuple[RegisterId, ...] = ()
    books: tuple[str, ...] = ()

    def keeping(self, books: str) -> Identity:
        """Remember that there is a database of this name."""
        return replace(self, books=tuple(dict.fromkeys((*self.books, books))))

    def called(self, names: Iterable[RegisterId]) -> Identity:
        """Remember names under which was sold."""
        return replace(self, registers=tuple(dict.fromkeys((*self.registers, *names))))

    def taken_over(self, installation: InstallationId) -> Identity:
        """Be this installation from now on; what was sold under the id before stays ours."""
        before = (*self.former_installations, self.installation)
        kept = tuple(dict.fromkeys(one for one in before if one and one != installation))
        return replace(self, installation=installation, former_installations=kept)


class Claim(StrEnum):
    """Whose a sale at Stripe is."""

    OWN = "own"
    """It carries an id of this register."""
    BY_NAME = "by_name"
    """It carries no id, as those of earlier versions, and a name under which this register sold."""
    NAMESAKE = "namesake"
    """It is another register's, which is called as this one."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Whose:
    """By what a register knows its own sales.

    Attributes:
        register: its present name.
        identity: its ids and its earlier names.
    """

    register: RegisterId
    identity: Identity = Identity()

    def claim(self, installation: str, register: str) -> Claim:
        """Tell whose a sale with this id (empty for none) and this name is."""
        known = self.identity
        if installation and installation in {known.installation, *known.former_installations}:
            return Claim.OWN
        if not installation and register in self._before_ids():
            return Claim.BY_NAME
        return Claim.NAMESAKE if register == self.register else Claim.OTHER

    def _before_ids(self) -> frozenset[RegisterId]:
        """All names it had then; one that has no id itself goes by its present name."""
        present = () if self.identity.installation else (self.register,)
        return frozenset((*self.identity.registers, *present))
