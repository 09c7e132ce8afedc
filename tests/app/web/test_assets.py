"""Static files are compressed once and asked about every time; a page's styles are one answer; Plotly comes from here."""

import os
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web.assets import FOREVER, ROOT, STYLES, Static, plotly_url, preloads, styles_url, tag_of


def test_imports_are_followed_over_folders_and_lines_but_not_where_they_wait(tmp_path: Path) -> None:
    files = {
        "main.js": 'import { a,\n  b } from "./lib/a.js";\nimport "./side.js";\nconst later = () => import("./later.js");\n',
        "lib/a.js": '// import { no } from "./comment.js";\nexport { b } from "../net/b.js";\nexport const a = "./no.js";\n',
        "net/b.js": 'import * as main from "../main.js";\nexport function b() { return "x"; }\n',
        "side.js": "",
    }
    for name, text in files.items():
        path = tmp_path / "static/js" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = preloads(tmp_path / "static/js/main.js")
    assert found == ("js/lib/a.js", "js/net/b.js", "js/side.js")


def test_plotly_comes_compressed_from_here(client: TestClient) -> None:
    answer = client.get(plotly_url())
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.content) > 1_000_000


def test_a_file_is_packed_where_it_shrinks_and_who_has_it_gets_304(tmp_path: Path) -> None:
    (tmp_path / "long.js").write_text("const a = 1;\n" * 1000)
    (tmp_path / "short.js").write_text("1;\n")
    app = FastAPI()
    app.mount("/", Static(directory=tmp_path))
    with TestClient(app) as client:
        packed = client.get("/long.js", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < 200
        assert packed.headers["vary"] == "Accept-Encoding"
        assert packed.headers["cache-control"] == "no-cache"
        plain = client.get("/long.js", headers={"Accept-Encoding": "identity"})
        assert plain.text == packed.text == "const a = 1;\n" * 1000
        assert "content-encoding" not in plain.headers
        assert "content-encoding" not in client.get("/short.js").headers
        assert client.get("/long.js", headers={"If-None-Match": packed.headers["etag"]}).status_code == 304
        assert client.get("/long.js", headers={"Range": "bytes=0-4"}).text == "const"

        (tmp_path / "long.js").write_text("const b = 2;\n" * 1000)  # an update shows at once, though it is as long
        os.utime(tmp_path / "long.js", (2e9, 2e9))
        assert client.get("/long.js").text.startswith("const b")


def test_what_is_named_with_its_state_may_be_kept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a {}")
    app = FastAPI()
    app.mount("/static", Static(directory=tmp_path))
    with TestClient(app) as client:
        before = tag_of(tmp_path, 0)
        (tmp_path / "css" / "a.css").write_text("b {}")
        os.utime(tmp_path / "css" / "a.css", (2e9, 2e9))
        now = tag_of(tmp_path, 1)  # another second, another look
        assert now != before
        kept = client.get(f"/static/v-{now}/css/a.css")
        assert (kept.text, kept.headers["cache-control"]) == ("b {}", FOREVER["Cache-Control"])
        for address in (f"/static/v-{before}/css/a.css", "/static/css/a.css"):
            answer = client.get(address)
            assert (answer.text, answer.headers["cache-control"]) == ("b {}", "no-cache"), address
        assert client.get(f"/static/v-{now}/v-{now}/css/a.css").status_code == 404
        assert client.get(f"/static/v-{now}/../../../app/main.py").status_code == 404


def test_a_script_is_a_script_whatever_the_machine_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starlette.responses.guess_type", lambda path: ("text/plain", None))
    for name in ("a.js", "a.css", "a.txt"):
        (tmp_path / name).write_text("1;\n")
    app = FastAPI()
    app.mount("/", Static(directory=tmp_path))
    with TestClient(app) as client:
        kinds = [client.get(f"/{name}").headers["content-type"] for name in ("a.js", "a.css", "a.txt")]
    assert kinds == ["text/javascript; charset=utf-8", "text/css; charset=utf-8", "text/plain; charset=utf-8"]


@pytest.mark.parametrize("page", STYLES)
def test_the_styles_of_a_page_are_one_answer_that_may_be_kept(client: TestClient, page: str) -> None:
    url = styles_url(page)
    html = client.get("/" if page == "index" else f"/{page}").text
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', html) == [url]
    answer = client.get(url)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == "".join((ROOT / f"static/css/{name}.css").read_text(encoding="utf-8") for name in STYLES[page])
    assert client.get(f"/styles/{page}-0123.css").headers["cache-control"] == "no-cache"
    assert client.get("/styles/nothing-0123.css").status_code == 422
