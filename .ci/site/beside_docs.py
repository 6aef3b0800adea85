"""What the site has besides docs/: pages of the project's folder, the templates, and the files that its looks need.

mkdocs calls these functions (https://www.mkdocs.org/user-guide/plugins/#events). Links of the pages stay as GitHub
reads them, and are changed here on their way into the site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PAGES = ("CONTRIBUTING.md", "CHANGELOG.md")
LOOKS = ("favicon.svg", "iframe-worker.js", "site.css", "site.js")


def on_files(files: Files, config: Any) -> Files:
    for page in PAGES:
        files.append(File.generated(config, page, abs_src_path=str(PROJECT / page)))
    for template in PROJECT.glob("workbook_templates/*/PARS-batch-*.xlsx"):
        files.append(File.generated(config, str(template.relative_to(PROJECT)), abs_src_path=str(template)))
    for file in LOOKS:
        files.append(File.generated(config, f"assets/{file}", abs_src_path=str(HERE / file)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    if page.file.src_uri in PAGES:
        return re.sub(r"(?<=\]\()docs/", "", markdown)
    return re.sub(r"(?<=\]\()\.\./", "", markdown)


def on_post_page(output: str, **_: Any) -> str:
    """What the theme leaves without a name, and code that scrolls but cannot be reached with the keyboard."""
    named = output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
    return named.replace("<pre><code>", '<pre tabindex="0"><code>')
