"""Makes the compact organisation reference from the published files.

Nothing here touches the database: `build.build(folder)` reads the published files and returns rows,
`build.write(rows, folder)` writes them as CSV. The loader in `organisations.reference` reads those.
"""
