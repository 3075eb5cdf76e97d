"""corpuslint in a notebook: the cells below run as they stand, from the root of the repository."""

# %% Check a folder
import corpuslint

report = corpuslint.check("seeds/")
print(len(report), "findings:", report.counts())
# In a notebook, a cell that ends with `report` shows a table of findings.

# %% Look at one finding: where it stands, what is wrong, what could be done
finding = report.findings[0]
print(finding.where.path, finding.where.line, finding.where.column)
print(finding.code, finding.name, "-", finding.message)
print(finding.safety, [(edit.start, edit.end, edit.text) for edit in finding.edits])

# %% A duplicate names the copy that stays
for finding in report:
    if finding.related:
        kept = finding.related[0]
        print(f"{finding.where.path}:{finding.where.line} repeats {kept.path}:{kept.line}")
        break

# %% Texts in memory
texts = ["The caf\u00c3\u00a9 opens at eight.", "Nothing is wrong with this one."]
for found in corpuslint.check(texts, select=["ENC"]):
    print("text", found.where.record, found.message)

# %% One text, some rules
print(corpuslint.check_text("A\u200bB", select="invisible-character").counts())

# %% To a table
rows = report.to_dicts()
print(sorted(rows[0]))
