"""The commands and the configuration that the pages of docs/operations show."""

import dataclasses
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "docs" / "operations"
# What is there to be read alone: a formula, a line of a log.
ONLY_READ = {"text"}


@dataclasses.dataclass
class Block:
    page: str
    language: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"docs/operations/{self.page}.md:{self.line}"


def blocks_of(path: pathlib.Path) -> list[Block]:
    blocks, block = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if block is None and (fence := re.match(r"```(\w+)", line)):
            block = Block(path.stem, fence[1], "", number)
        elif line.startswith("```") and block:
            if block.language not in ONLY_READ:
                blocks.append(block)
            block = None
        elif block:
            block.text += line + "\n"
    return blocks


class Book:
    """Gives the blocks of each page in their order, and knows which nobody asked for."""

    def __init__(self) -> None:
        self.blocks = [block for path in sorted(FOLDER.glob("*.md")) for block in blocks_of(path)]
        self.count = len(self.blocks)

    def take(self, page: str, language: str = "sh") -> Block:
        """The next block in that language of that page."""
        for block in self.blocks:
            if (block.page, block.language) == (page, language):
                self.blocks.remove(block)
                return block
        sys.exit(f"docs/operations/{page}.md has no further block of '{language}'")

    def must_be_empty(self) -> None:
        if self.blocks:
            left = "\n".join(f"  {block}, {block.language}" for block in self.blocks)
            sys.exit(f"docs/operations has what nothing here runs:\n{left}")
