"""Tables of results, for people and for docs/performance.md."""

import dataclasses
import datetime
import re
import sys

import machine
from service import ROOT

PAGE = ROOT / "docs" / "performance.md"


@dataclasses.dataclass
class Table:
    head: list[str]
    rows: list[list[str]] = dataclasses.field(default_factory=list)
    # What the table does not say by itself.
    notes: list[str] = dataclasses.field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append([*cells])
        # The whole run takes long, so each line is shown as it comes.
        print("  " + " | ".join(cells), flush=True)

    def markdown(self) -> str:
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return "\n".join([text, *(f"\n{note}" for note in self.notes)])


def write(part: str, command: str, versions: str, table: Table) -> None:
    """Puts a table between its marks, in place of what stands there."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    if begin not in page or end not in page:
        sys.exit(f"{PAGE.name} has no place for {part}")
    day = datetime.date.today().isoformat()
    said = f"`{command}` on {day}; {machine.described()}; {versions}."
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    page = pattern.sub(lambda _: f"{begin}\n{said}\n\n{table.markdown()}\n{end}", page)
    PAGE.write_text(page, encoding="utf-8")
