"""What `-h` prints: what a command does, examples of it, and what it takes, in words, at any width.

The help of a command is its docstring. A paragraph that begins with "Examples:" holds a command on each further line;
one that begins with "Exit code" is for scripts and comes last.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from generator.cli.shells import take_over

if TYPE_CHECKING:
    from generator.report.layout import Page

_EXAMPLES, _EXIT_CODE = "Examples:", "Exit code"
_WIDEST = 100
"""Places of a line at most: longer ones are tiring to read."""
_TEXTS = 40
"""Places that texts need, or else the names of options stand above them, and not beside."""
_LONGEST_NAME = 27
"""Places that the names of options or commands take beside their texts at most."""
_FURTHER_IN = 2
_HEADINGS = {
    "Every day": ("template", "check", "export", "record"),
    "Bringing in and joining": ("import", "upgrade", "merge", "split"),
    "Looking up": ("catalog", "rules", "locate"),
    "Once": ("setup", "handout", "addin"),
    "Trying it out": ("sample", "demo"),
}
"""The commands in the order of help."""
_COMMANDS = "Commands"
_OPTIONS = "[options]"
_HELP = "help"
_LIBRARYS = {
    "--help": "Show this.",
    "--install-completion": "Let the Tab key complete commands, options and values in this terminal from now on.",
    "--show-completion": "Print what --install-completion adds, to put it in place by hand.",
}
"""What is told of the options that the library adds."""


class Command(TyperCommand):
    """A command with help in our form. A file that may not be read is told where it is read, and not in the library's
    words."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for param in self.params:
            if hasattr(param.type, "readable"):
                param.type.readable = False

    def format_help(self, ctx: Any, formatter: Any) -> None:  # the library's words are not used
        """Prints the help, and leaves nothing for the library to print."""
        arguments = [(_metavar(param), param) for param in self.params if param.param_type_name == "argument"]
        wanted = [name if param.required else f"[{name}]" for name, param in arguments]
        with _page() as page:
            _usage(page, ctx, " ".join([*wanted, _OPTIONS]))
            _texts(page, self.help)
            _entries(page, "What it takes", [(name, _told(param)) for name, param in arguments])
            _entries(page, "Options", [*_options(self, ctx)])
            _for_scripts(page, self.help)


class Group(TyperGroup):
    """A command that has commands, with help in our form."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # the library's words are not used
        """Prints the help, and leaves nothing for the library to print."""
        with _page() as page:
            _usage(page, ctx, f"COMMAND {_OPTIONS}")
            _texts(page, self.help)
            for heading, names in self.headings().items():
                _entries(page, heading, [(name, _short(self.commands[name].help)) for name in names])
            _entries(page, "Options", [*_options(self, ctx)])
            page.line()
            page.line(f"{ctx.command_path} COMMAND -h shows examples and what a command takes.", style="dim")

    def headings(self) -> Mapping[str, Sequence[str]]:
        """Headings, and the names of the commands below them."""
        return {_COMMANDS: [*self.commands]}


class Root(Group):
    """`pars` itself: its commands by when they are needed. `pars help` and `pars help check` do as `-h` does."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        take_over()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments; `help` in front stands for the option behind."""
        if args[:1] == [_HELP]:
            args = [*args[1:], f"--{_HELP}"]
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def headings(self) -> Mapping[str, Sequence[str]]:
        """Those of `_HEADINGS`; what stands under none of them comes last."""
        placed = {heading: [name for name in names if name in self.commands] for heading, names in _HEADINGS.items()}
        named = {name for names in placed.values() for name in names}
        return {**placed, _COMMANDS: [name for name in self.commands if name not in named]}


def _page() -> Page:
    from generator.cli.output import plain_console
    from generator.report.layout import Page

    return Page(plain_console(), widest=_WIDEST)


def _usage(page: Page, ctx: Any, rest: str) -> None:
    page.line(f"{ctx.command_path} {rest}", style="bold")


def _texts(page: Page, help: str | None) -> None:
    """The paragraphs of a help text and its examples."""
    for paragraph in _paragraphs(help):
        if paragraph.startswith(_EXIT_CODE):
            continue
        page.line()
        if paragraph.startswith(_EXAMPLES):
            page.line("Examples", style="bold")
            for line in paragraph.splitlines()[1:]:
                page.line(line.strip(), _FURTHER_IN, style="cyan")
        else:
            page.text(" ".join(paragraph.split()))


def _for_scripts(page: Page, help: str | None) -> None:
    for paragraph in _paragraphs(help):
        if paragraph.startswith(_EXIT_CODE):
            page.line()
            page.text(f"For scripts: {' '.join(paragraph.split())}", style="dim")


def _paragraphs(help: str | None) -> Sequence[str]:
    return inspect.cleandoc(help or "").split("\n\n")


def _short(help: str | None) -> str:
    """The first sentence of a help text."""
    first = " ".join(_paragraphs(help)[0].split())
    return first if first.endswith(".") or not first else f"{first}."


def _entries(page: Page, heading: str, entries: Sequence[tuple[str, str]]) -> None:
    from generator.report.layout import Row, widest

    if not entries:
        return
    page.line()
    page.line(heading, style="bold")
    names = widest((name for name, _ in entries), _LONGEST_NAME)
    if page.width - names >= _TEXTS:
        page.rows([Row(([name], [text]), ("cyan", "")) for name, text in entries], [names])
        return
    for name, text in entries:
        page.line(name, _FURTHER_IN, style="cyan")
        page.rows([Row(([], [text]), ("", ""))], [_FURTHER_IN])


def _options(command: Any, ctx: Any) -> Iterator[tuple[str, str]]:
    """Each option with its value, and what is told of it."""
    for param in command.get_params(ctx):
        if param.param_type_name != "option" or param.hidden:
            continue
        yield named(param), _told(param)


def named(param: Any) -> str:
    """What an argument is called, or an option with its value."""
    if param.param_type_name == "argument":
        return _metavar(param)
    names = sorted((*param.opts, *param.secondary_opts), key=lambda name: (name.startswith("--"), "--no-" in name))
    return ", ".join(names) if param.is_flag else f"{', '.join(names)} {_metavar(param)}"


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _told(param: Any) -> str:
    """What a parameter is for, and what goes without it."""
    text = next((words for name, words in _LIBRARYS.items() if name in param.opts), str(param.help or ""))
    usual = param.show_default
    if usual is True and not getattr(param, "is_flag", False) and param.default is not None:
        usual = str(param.default)
    return f"{text} When left out: {usual}." if isinstance(usual, str) else text
