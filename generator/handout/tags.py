"""Tags in a PDF: what is a heading, a list or a table, for readers that speak a page or set it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName
from reportlab.pdfgen.canvas import Canvas

_TRUE = "true"


class _Element:
    """An element of the structure: its kind (as in P), what it has by itself, and its parts."""

    def __init__(self, kind: str, scope: str | None = None) -> None:
        self.kind = kind
        self.scope = scope
        self.parts: list[_Element | tuple[int, int]] = []


class TaggedCanvas(Canvas):  # type: ignore[misc]  # the library has no types
    """A canvas on which every piece of text belongs to an element of the document's structure.

    ISO 32000-1, 14.7 and 14.8: marked content of a page (MCID), the tree of elements, and the way back from a page's
    content to its elements (ParentTree).
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._root = _Element("Document")
        self._open = [self._root]
        self._owners: list[list[_Element]] = [[]]
        self._page_refs: list[Any] = []

    @contextmanager
    def element(self, kind: str, scope: str | None = None) -> Iterator[None]:
        """What is drawn inside belongs to a new element; `scope` is Column for a heading of a table."""
        element = _Element(kind, scope)
        self._open[-1].parts.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def content(self) -> Iterator[None]:
        """What is drawn inside is the text of the innermost element."""
        element, number = self._open[-1], len(self._owners[-1])
        self._owners[-1].append(element)
        element.parts.append((len(self._owners) - 1, number))
        self._code.append(f"/{element.kind} <</MCID {number}>> BDC")
        yield
        self._code.append("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """What is drawn inside says nothing, such as a line."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def showPage(self) -> None:  # noqa: N802 (the name is the library's)
        self._page_refs.append(self._doc.thisPageRef())
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._page_refs) - 1, PDFName("S")
        self._owners.append([])

    def save(self) -> None:
        """Writes the file, the structure with it."""
        if len(self._code):
            self.showPage()
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        root = self._doc.Reference(tree, "structure")
        known: dict[int, Any] = {}
        tree.dict["K"] = self._written(self._root, root, known)
        numbers: list[Any] = []
        for page, owners in enumerate(self._owners[: len(self._page_refs)]):
            numbers += [page, PDFArray([known[id(owner)] for owner in owners])]
        tree.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        tree.dict["ParentTreeNextKey"] = len(self._page_refs)
        self._doc.Catalog.StructTreeRoot = root
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": _TRUE})
        super().save()

    def _written(self, element: _Element, parent: Any, known: dict[int, Any]) -> Any:
        """The reference to an element, which is written with all its parts."""
        about = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.kind), "P": parent})
        if element.scope:
            about.dict["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
        ours = known[id(element)] = self._doc.Reference(about, f"element{len(known)}")
        parts: list[Any] = []
        for part in element.parts:
            if isinstance(part, _Element):
                parts.append(self._written(part, ours, known))
                continue
            page, number = part
            parts.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": self._page_refs[page], "MCID": number}))
        about.dict["K"] = PDFArray(parts)
        return ours
