"""The commands and the configuration that docs/operations.md shows."""

import dataclasses
import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "operations.md"
# What is there to be read alone: a formula, a line of a log.
ONLY_READ = {"text"}


@dataclasses.dataclass
class Block:
    section: str
    language: str
    text: str
    line: int


class Page:
    """Gives its blocks in their order, and knows which nobody asked for."""

    def __init__(self) -> None:
        self.blocks, section, block = [], "", None
        for number, line in enumerate(PAGE.read_text().splitlines(), 1):
            if block is None and (heading := re.match(r"#+ (.*)", line)):
                section = heading[1]
            elif block is None and (fence := re.match(r"```(\w+)", line)):
                block = Block(section, fence[1], "", number)
            elif line.startswith("```") and block:
                if block.language not in ONLY_READ:
                    self.blocks.append(block)
                block = None
            elif block:
                block.text += line + "\n"
        self.count = len(self.blocks)

    def take(self, section: str, language: str = "sh") -> Block:
        """The next block of that section."""
        for block in self.blocks:
            if (block.section, block.language) == (section, language):
                self.blocks.remove(block)
                return block
        sys.exit(f"docs/operations.md has no further block of '{language}' in the section '{section}'")

    def must_be_empty(self) -> None:
        if self.blocks:
            lines = "\n".join(f"  line {block.line}, {block.language}, in '{block.section}'" for block in self.blocks)
            sys.exit(f"docs/operations.md has what nothing here runs:\n{lines}")
