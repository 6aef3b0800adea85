"""The command line: arguments in, exit code out. Everything heavy is imported when a command needs it.

Exit codes: 0 fine, 1 findings (or activities held back or incomplete), 2 a file or an argument that cannot be used,
3 something that nobody foresaw, with a log file.

No command replaces a file unless --replace says so, and no workbook with rows even then.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generator import __version__, streams
from generator.failure import Failure
from generator.log import unforeseen, write_log
from generator.own_lists import own_lists
from generator.report.printable import printable
from generator.workbook.limits import LARGEST_BATCH

if TYPE_CHECKING:
    from rich.console import Console

    from generator.catalog import Catalog
    from generator.run import Checked

app = typer.Typer(
    name="pars",
    help="Batch workbooks for ACCME's PARS: make a template, check a completed workbook, export the upload file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
catalog_app = typer.Typer(help="What PARS accepts, and where it is known from.", no_args_is_help=True)
app.add_typer(catalog_app, name="catalog")

CatalogDir = Annotated[
    Path | None,
    typer.Option(
        "--catalog-dir",
        envvar="PARS_CATALOG_DIR",
        help="Folder with your organization's own lists.",
        show_default=False,
    ),
]
CatalogVersion = Annotated[
    str | None, typer.Option("--catalog", help="Catalog version; the newest when left out.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Today = Annotated[
    dt.datetime | None,
    typer.Option(
        "--today",
        formats=["%Y-%m-%d"],
        help="Check as if it were this day (year-month-day).",
        show_default="the day on Start, else the computer's",
    ),
]
Live = Annotated[
    bool,
    typer.Option("--live/--no-live", help="With formulas that check while somebody types, or checked by command only."),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Replace an existing file; a PARS workbook with rows never, except an untouched copy of the same one.",
    ),
]
Workbook = Annotated[Path, typer.Argument(help="The completed workbook (.xlsx or .xlsm).", show_default=False)]


def _output(what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option("-o", "--output", help=what, show_default=False)
    return option


@app.command()
def template(
    output: Annotated[Path, _output("Where to write the template.")],
    catalog: CatalogVersion = None,
    boards: Annotated[str | None, typer.Option(help="Only these boards, as in ABA,ABIM.", show_default="all")] = None,
    rows: Annotated[int, typer.Option(min=1, max=LARGEST_BATCH, help="How many activities it has room for.")] = 500,
    areas: Annotated[
        int | None, typer.Option(min=1, max=40, help="How many practice areas a board row takes.", show_default="8")
    ] = None,
    live: Live = True,
    replace: Replace = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a fresh template."""
    from generator.targets import check_workbook
    from generator.template.live import checked_marks, live_marks
    from generator.template.new import write_new

    check_workbook(output, "batch.xlsx", replace=replace)
    chosen = [b.strip() for b in boards.split(",") if b.strip()] if boards else None
    with _busy("Building the template"):
        lists = _catalog(catalog, catalog_dir, areas)
        marks = live_marks(lists, chosen) if live else checked_marks(lists)
        write_new(lists, output, marks, boards=chosen, rows=rows, replace=replace)
    say(f"Template written to {output}")


@app.command()
def sample(
    output: Annotated[Path, _output("Where to write the workbook.")],
    activities: Annotated[int, typer.Option(min=1, max=20_000, help="How many activities.")] = 40,
    faults: Annotated[int, typer.Option(min=0, help="How many faults to plant, listed in FILE.faults.json.")] = 0,
    seed: Annotated[int, typer.Option(help="Another seed gives other activities; the same gives the same file.")] = 1,
    live: Live = True,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a completed workbook of plausible activities, with planted faults if you like."""
    from generator.sample.write import check_target, write

    check_target(output, replace=replace)
    with _busy("Writing the sample"):
        write(_catalog(catalog, catalog_dir), output, activities, faults, seed, live=live, replace=replace)
    say(f"Sample written to {output}; its faults are listed in {output}.faults.json")


@app.command()
def check(
    file: Workbook,
    highlight: Annotated[
        Path | None,
        typer.Option(
            "--highlight",
            help="Write a copy with every finding marked at its cell and listed on the sheet Findings.",
            show_default=False,
        ),
    ] = None,
    repair: Annotated[
        Path | None,
        typer.Option(
            "--repair",
            help="Write a copy with lost drop-downs, marks, names, headers and formulas restored.",
            show_default=False,
        ),
    ] = None,
    replace: Replace = False,
    only_summary: Annotated[bool, typer.Option("--summary", help="Print the totals only.")] = False,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Check a completed workbook: every problem at its cell, and what PARS would show for every activity.

    The workbook itself is never changed: --highlight and --repair write copies.

    Exit code 0: nothing invalid or missing. 1: something is. 2: the file cannot be used.
    3: something that nobody foresaw.
    """
    from generator.report import as_json, console
    from generator.run import checked

    if json and only_summary:
        raise Failure("--json prints all there is; leave out --summary, or --json.")
    _check_copies(file, highlight, repair, replace)
    with _busy("Checking", quiet=json):
        result = checked(file, dt.date.today(), own_lists(catalog_dir), given=_given(today))
        lines = _copies(file, result, highlight, repair, replace)
    with _printing("The findings"):
        if json:
            _print(as_json.dump(as_json.check_result(result.batch, result.findings, result.readiness)))
        else:
            show = console.show_summary if only_summary else console.show
            show(_console(), result.batch, result.findings, result.readiness)
            for line in lines:
                say(line)
    raise typer.Exit(0 if result.clean else 1)


def _check_copies(file: Path, highlighted: Path | None, repaired: Path | None, replace: bool) -> None:
    """Refuses copies that cannot be written, before anything is read."""
    from generator.targets import check_copy

    if highlighted and repaired and _same(highlighted, repaired):
        raise Failure(f"--highlight and --repair cannot both write {repaired}; name two copies.")
    for target in filter(None, (highlighted, repaired)):
        check_copy(target, file, replace=replace)


def _same(one: Path, other: Path) -> bool:
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _copies(file: Path, result: Checked, highlighted: Path | None, repaired: Path | None, replace: bool) -> list[str]:
    """Writes the copies that were asked for, and says so in a line each."""
    from generator.run import marked_copy, repaired_copy

    lines = []
    if highlighted:
        marked_copy(result, file, highlighted, replace=replace)
        lines.append(f"Marked copy written to {highlighted}")
    if repaired:
        done = repaired_copy(result, file, repaired, replace=replace)
        restored = "all is restored" if not done.left else "some of it could not be restored: check the copy"
        lines.append(f"Repaired copy written to {repaired}; {restored if done.before else 'nothing was lost'}")
    return lines


@app.command()
def export(
    file: Workbook,
    output: Annotated[Path, _output("Where to write the upload file (.xml).")],
    complete_only: Annotated[
        bool, typer.Option("--complete-only", help="Hold back incomplete activities too.")
    ] = False,
    replace: Replace = False,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Write the upload file for PARS, and a receipt beside it.

    Exit code 0: every activity written, none incomplete. 1: some held back or incomplete. 2: the file cannot be used.
    3: something that nobody foresaw.
    """
    from generator.report import as_json, console
    from generator.run import exported

    with _busy("Exporting", quiet=json):
        day, lists = _given(today), own_lists(catalog_dir)
        result = exported(file, output, dt.date.today(), lists, given=day, complete_only=complete_only, replace=replace)
    with _printing("What was written", after_all=True):
        if json:
            _print(as_json.dump(result.delivery.receipt))
        else:
            console.show_export(_console(), result.delivery.receipt, result.delivery.receipt_path)
    raise typer.Exit(0 if result.delivery.clean else 1)


@app.command()
def locate(
    file: Annotated[
        Path, typer.Argument(help="An upload file (.xml), or with --cell a completed workbook.", show_default=False)
    ],
    line: Annotated[int | None, typer.Option("--line", help="A line of the upload file.", show_default=False)] = None,
    xpath: Annotated[
        str | None, typer.Option("--xpath", help="A path in the upload file, from the root on.", show_default=False)
    ] = None,
    cell: Annotated[
        str | None, typer.Option("--cell", help="A cell of the workbook, as in MOC!D7.", show_default=False)
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option(
            "--workbook",
            help="With --line or --xpath: the workbook that was exported.",
            show_default="the one beside the upload file that its receipt names",
        ),
    ] = None,
    upload: Annotated[
        Path | None,
        typer.Option(
            "--upload",
            help="With --cell: the upload file to look into.",
            show_default="what an export would write now",
        ),
    ] = None,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Find the cell that a line or a path of the upload file came from, or what of the file carries a cell.

    The file, the receipt beside it and the workbook have to belong together.

    Exit code 0: found. 1: no cell stands behind it, or nothing of the file carries it, with the reason. 2: a file or
    an argument cannot be used. 3: something that nobody foresaw.
    """
    from generator.exchange.addresses import cell_at
    from generator.exchange.found import found_json
    from generator.report import as_json, located
    from generator.run import upload_map, workbook_map

    _check_locate(line, xpath, cell, workbook, upload)
    if today and (cell is None or upload):
        raise Failure("--today goes with --cell alone: what is in an upload file already goes by no day.")
    lists = own_lists(catalog_dir)
    with _busy("Looking", quiet=json):
        if cell is None:
            upload, sources = file, upload_map(file, lists, workbook=workbook)
            found = sources.at_line(line) if line is not None else sources.at_xpath(xpath or "")
        else:
            sources = (
                upload_map(upload, lists, workbook=file)
                if upload
                else workbook_map(file, dt.date.today(), lists, given=_given(today))
            )
            found = sources.of_cell(*cell_at(sources.batch, cell))
    told = found_json(found, sources.batch, upload.name if upload else None)
    with _printing("What was found"):
        if json:
            _print(as_json.dump(told))
        else:
            for words in located.lines(told):
                say(words)
    raise typer.Exit(0 if any(element.sources for element in found.elements) else 1)


def _check_locate(
    line: int | None, xpath: str | None, cell: str | None, workbook: Path | None, upload: Path | None
) -> None:
    if sum(given is not None for given in (line, xpath, cell)) != 1:
        raise Failure("Give one of --line, --xpath and --cell.")
    if cell is None and upload is not None:
        raise Failure("--upload goes with --cell; with --line or --xpath the upload file comes first.")
    if cell is not None and workbook is not None:
        raise Failure("--workbook goes with --line or --xpath; with --cell the workbook comes first.")


@app.command()
def upgrade(
    file: Workbook,
    output: Annotated[Path, _output("Where to write the new workbook (.xlsx).")],
    rows: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LARGEST_BATCH,
            help="How many activities it has room for; more where there are more.",
            show_default="as the old one",
        ),
    ] = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring a workbook of an older catalog version, or one that grew too large or was damaged, into a fresh one.

    The old workbook is never changed. The sheet Upgrade of the new one lists every value, with its old and new cell.

    Exit code 0: every value is there. 1: a person should look at some, or some were left behind. 2: the file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.report import as_json, upgrades
    from generator.run import upgraded

    with _busy("Upgrading", quiet=json):
        done = upgraded(file, output, dt.date.today(), own_lists(catalog_dir), rows=rows, replace=replace)
    with _printing("What was written", after_all=True):
        if json:
            _print(as_json.dump({"output": str(output), **done.as_json()}))
        else:
            upgrades.show_upgrade(_console(), done.as_json(), output)
    raise typer.Exit(0 if done.clean else 1)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the files.")] = Path("pars-demo"), today: Today = None
) -> None:
    """Make a template and two samples, check them and export one: the whole way, into a folder."""
    from generator.demo import demo as run

    with _busy("Running the demo"):
        lines = run(folder, _given(today) or dt.date.today(), _catalog(None, None))
    with _printing("What was written", after_all=True):
        for line in lines:
            say(line)


@app.command()
def rules(catalog: CatalogVersion = None, catalog_dir: CatalogDir = None) -> None:
    """The rule book: what each rule means, why, what it holds back, and whether it is live in the workbook."""
    from generator.report.rule_book import rule_book

    with _printing("The rule book"):
        _print(rule_book(_catalog(catalog, catalog_dir)))


@catalog_app.command("list")
def catalog_list(json: AsJson = False, catalog_dir: CatalogDir = None) -> None:
    """The catalog versions at hand."""
    from generator.catalog import load, versions
    from generator.report import as_json, catalogs

    all_versions = [load(version, own_lists(catalog_dir)) for version in versions()]
    with _printing("The list"):
        if json:
            _print(as_json.dump(catalogs.versions_json(all_versions)))
        else:
            catalogs.show_versions(_console(), all_versions)


@catalog_app.command("show")
def catalog_show(
    name: Annotated[
        str | None, typer.Argument(help="Only this list, as in practice_areas.", show_default=False)
    ] = None,
    catalog: CatalogVersion = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Every list with source and confidence; with --json also every sheet with its columns."""
    from generator.report import as_json, catalogs

    shown = _catalog(catalog, catalog_dir)
    if name is not None and name not in shown.lists:
        raise Failure(f"There is no list {name}. Known: {', '.join(shown.lists)}.")
    with _printing("The catalog"):
        if json:
            _print(as_json.dump(catalogs.catalog_json(shown, name)))
        else:
            catalogs.show_catalog(_console(), shown, name)


@catalog_app.command("diff")
def catalog_diff(
    old: Annotated[str, typer.Argument(help="A version, or a folder with an organization's own lists.")],
    new: Annotated[str, typer.Argument(help="The same, for what it is compared with.")],
    workbook: Annotated[
        Path | None,
        typer.Option("--workbook", help="Name the cells of this workbook that the change touches.", show_default=False),
    ] = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """What changed between two catalogs: in substance, in wording, or in labels and evidence only.

    A folder stands for its lists over the version named beside it, or over the newest.
    """
    from generator.report import as_json, catalog_changes
    from generator.run import compared

    result = compared(old, new, own_lists(catalog_dir), workbook)
    with _printing("The changes"):
        if json:
            name = workbook.name if workbook else None
            _print(
                as_json.dump(catalog_changes.changes_json(result.old, result.new, result.changes, name, result.cells))
            )
        else:
            catalog_changes.show_changes(_console(), result.old, result.new, result.changes)
            if workbook:
                catalog_changes.show_touched(_console(), workbook.name, result.cells)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        _print(f"pars {__version__}")
        raise typer.Exit


def main() -> None:
    """The console script: every failure becomes one sentence and an exit code.

    A `Failure`, and what the operating system refuses, are 2; what nobody foresaw is 3, and a log file has the details.
    """
    # a run makes many small objects and few cycles: looking for those all the time only slows it down
    gc.set_threshold(200_000, 20, 20)
    streams.ready()
    with streams.libraries_heard() as heard:
        try:
            app()
        except Failure as failure:
            _fail(str(failure))
        except OSError as error:
            reason = error.strerror or error
            _fail(f"{error.filename or 'A file'}: {reason}. Check the path and whether you may read and write there.")
        except BaseException as error:
            if not unforeseen(error):
                raise
            _fail(_sorry(error, heard()), 3)


def _sorry(error: BaseException, heard: str) -> str:
    path = write_log(f"pars {' '.join(sys.argv[1:])}, PARS Batch {__version__}", error, heard=heard)
    what = f"Something went wrong that nobody foresaw ({type(error).__name__})"
    whom = "to the person who looks after PARS Batch"
    if path is None:
        return f"{what}, and no log could be written; send the workbook and the command {whom}."
    return f"{what}; send the file {path} {whom}. It may quote cells of the workbook."


def _fail(sentence: str, code: int = 2) -> NoReturn:
    _tell(sentence)
    raise SystemExit(code)


def _tell(sentence: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"pars: {printable(sentence)}\n")
        sys.stderr.flush()


def _given(today: dt.datetime | None) -> dt.date | None:
    return today.date() if today else None


def _catalog(version: str | None, catalog_dir: Path | None, areas: int | None = None) -> Catalog:
    from generator.catalog import load

    return load(version, own_lists(catalog_dir), areas)


def _console() -> Console:
    from rich.console import Console

    class Plain(Console):
        """Prints texts letter for letter, and leaves it to `_printing` what to do without a reader."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Plain(width=None if sys.stdout.isatty() else 120, markup=False, emoji=False, highlight=False)


def say(line: str) -> None:
    """Prints a line, whatever is in the names of files in it."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def _print(text: str) -> None:
    """JSON goes out as UTF-8, whatever the console's encoding; of a name that is no text JSON has signs of its own."""
    sys.stdout.flush()
    data = f"{text}\n".encode(errors="backslashreplace")
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(data)
    else:
        sys.stdout.write(data.decode())


@contextmanager
def _printing(what: str, *, after_all: bool = False) -> Iterator[None]:
    """Prints a result. Where that cannot be done the exit code is 2, unless the command has done its work after all."""
    with streams.printing() as trouble:
        yield
    if trouble:
        _tell(f"{what} cannot be printed ({trouble[0]}).")
        if not after_all:
            raise typer.Exit(2)


def _busy(what: str, quiet: bool = False) -> AbstractContextManager[object]:
    """A moving line on a terminal while something takes its time."""
    from rich.console import Console

    err = Console(stderr=True)
    return nullcontext() if quiet or not err.is_terminal else err.status(f"{what} …")
