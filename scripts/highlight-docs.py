"""Writes README.md and docs/**/*.md as HTML, `remit` blocks coloured by `remit debug highlight`.

highlight-docs.py REMIT FOLDER
"""

import html
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

remit, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 60em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 sans-serif; }}
pre {{ padding: 1em; overflow: auto; font-size: .9em; border: 1px solid #8886; }}
table {{ border-collapse: collapse; }}
td, th {{ padding: .2em .6em; border: 1px solid #8886; text-align: left; vertical-align: top; }}
{styles}</style>
{body}</html>
"""


def coloured(text):
    with tempfile.NamedTemporaryFile(suffix=".remit") as file:
        file.write(text.encode())
        file.flush()
        ran = subprocess.run(
            [remit, "debug", "highlight", "--html", file.name], capture_output=True, check=True
        )
    return ran.stdout.decode()


def fence(self, tokens, index, options, env):
    token = tokens[index]
    if token.info.strip() == "remit":
        return coloured(token.content)
    return f"<pre><code>{html.escape(token.content)}</code></pre>\n"


def heading(self, tokens, index, options, env):
    # The anchors that links between the pages use.
    text = tokens[index + 1].content.lower()
    anchor = re.sub(r"[^\w -]", "", text).replace(" ", "-")
    return f'<{tokens[index].tag} id="{html.escape(anchor)}">'


def link(self, tokens, index, options, env):
    href = tokens[index].attrGet("href") or ""
    tokens[index].attrSet("href", re.sub(r"^(?!\w+:)([^#]*)\.md(?=#|$)", r"\1.html", href))
    return self.renderToken(tokens, index, options, env)


markdown = MarkdownIt("commonmark").enable("table")
markdown.add_render_rule("fence", fence)
markdown.add_render_rule("heading_open", heading)
markdown.add_render_rule("link_open", link)
styles = subprocess.run([remit, "debug", "styles"], capture_output=True, check=True).stdout.decode()

pages = [Path("README.md"), *sorted(Path("docs").rglob("*.md"))]
for page in pages:
    text = page.read_text()
    title = text.split("\n", 1)[0].lstrip("# ").replace("`", "")
    out = target / page.with_suffix(".html")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        PAGE.format(title=html.escape(title), styles=styles, body=markdown.render(text))
    )
print(f"{len(pages)} pages in {target}")
