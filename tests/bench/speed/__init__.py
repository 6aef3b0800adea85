"""How fast and in how much memory workbooks are checked and exported, beside neighbors, on the machine of the moment.

`make bench` writes docs/performance.md. `workbooks` makes what is measured, `processes` measures a whole process,
`neighbors`, `floor` do the same work in other ways, `runs` goes through all of it and keeps each result in build/bench,
`spent` says where the time goes, `live` what live marks cost in LibreOffice, and `page` puts it into tables.
"""
