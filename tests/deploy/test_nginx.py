"""deploy/nginx.conf: nginx takes it, and what a reader gets through it."""

import gzip
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPMessage
from pathlib import Path

import pytest

from storage.database import open_database
from tests.publishing.press import print_edition

ROOT = Path(__file__).resolve().parents[2]
NAME = "news.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

pytestmark = pytest.mark.skipif(
    not (NGINX and shutil.which("openssl")), reason="needs nginx and openssl: apt-get install nginx-light openssl"
)

# What the distribution's nginx.conf says around a file of conf.d, with places that need no rights.
AROUND = """
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    types {{ text/html html; text/css css; application/javascript js; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/watchkeeper.conf;
}}
"""


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class Site:
    """A running nginx before a running room."""

    folder: Path
    plain: int
    secure: int

    def get(
        self, path: str, *, port: int | None = None, known: bool = True, host: str = NAME, encoding: str | None = None
    ) -> tuple[int, HTTPMessage, bytes]:
        if port is None:
            context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
            raw = context.wrap_socket(socket.create_connection(("127.0.0.1", self.secure)), server_hostname=NAME)
        else:
            raw = socket.create_connection(("127.0.0.1", port))  # type: ignore[assignment]
        connection = http.client.HTTPConnection(NAME)
        connection.sock = raw
        headers = {"Host": host} | ({"Accept-Encoding": encoding} if encoding else {})
        if known:
            headers["Authorization"] = f"Basic {b64encode(b'reader:pass word').decode()}"
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False


def under_a_path(text: str) -> str:
    """The file with the location of its last lines in the place of those for a site of its own."""
    whole, _, instead = text.partition("\n# Under a path of a site")
    location = "\n".join(line.removeprefix("#") for line in instead.splitlines() if line.startswith("#     "))
    first, last = whole.index("    location / {"), whole.rindex("}\n")
    return f"{whole[:first]}{location}\n{whole[last:]}"


def adapted(text: str, folder: Path, *, plain: int, secure: int, room: int) -> str:
    """The file with the ports and paths of this test in the place of the real ones, and nothing else changed."""
    for there, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("server 127.0.0.1:8001;", f"server 127.0.0.1:{room};"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{folder}/cert.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{folder}/key.pem"),
        ("auth_basic_user_file /etc/nginx/watchkeeper.htpasswd", f"auth_basic_user_file {folder}/htpasswd"),
        ("alias /srv/watchkeeper/data/feeds/", f"alias {folder}/feeds/"),
    ):
        assert there in text or "alias" in there, there
        text = text.replace(there, here)
    return text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("nginx"), (ROOT / "deploy/nginx.conf").read_text(), base_url="/") as site:
        yield site


@contextmanager
def served(folder: Path, conf: str, *, base_url: str) -> Iterator[Site]:
    print_edition(open_database(folder / "news.db"), 60, now=datetime.now(UTC) - timedelta(hours=1))
    (folder / "feeds").mkdir()
    (folder / "feeds/cables.atom").write_text("<feed/>")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    made += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    subprocess.run(made, check=True, capture_output=True)
    hashed = subprocess.run(["openssl", "passwd", "-apr1", "pass word"], check=True, capture_output=True, text=True)
    (folder / "htpasswd").write_text(f"reader:{hashed.stdout}")
    plain, secure, room = free_ports(3)
    (folder / "watchkeeper.conf").write_text(adapted(conf, folder, plain=plain, secure=secure, room=room))
    user = "user root;" if os.geteuid() == 0 else ""  # its workers are to read what pytest keeps to itself
    (folder / "nginx.conf").write_text(user + AROUND.format(folder=folder))
    nginx = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]
    checked = subprocess.run([*nginx, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr
    browse = [sys.executable, "-m", "scrapy", "browse", "-s", f"DATABASE={folder / 'news.db'}", "--port", str(room)]
    browse += ["--base-url", base_url]
    reader = subprocess.Popen(browse, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = subprocess.Popen([*nginx, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    site = Site(folder, plain, secure)
    try:
        deadline = time.monotonic() + 60
        while not site.answers(base_url):
            assert time.monotonic() < deadline
            time.sleep(0.3)
        yield site
    finally:
        for process in (server, reader):
            process.terminate()
            process.wait(20)


def test_the_room_is_behind_a_password(site: Site) -> None:
    assert site.get("/", known=False)[0] == 401
    assert site.get("/feeds/cables.atom", known=False)[0] == 401
    status, _, body = site.get("/")
    assert status == 200
    assert b"</html>" in body


def test_without_encryption_there_is_only_the_way_to_it(site: Site) -> None:
    status, headers, _ = site.get("/search?q=cable", port=site.plain, known=False, host="evil.example")
    assert (status, headers["Location"]) == (301, f"https://{NAME}/search?q=cable")


@pytest.mark.parametrize("path", ["/", "/search?q=cable", "/assets/room.css", "/no-such-page", "/news.json"])
def test_every_answer_has_the_headers_that_guard_readers(site: Site, path: str) -> None:
    _, headers, _ = site.get(path)
    for name in (
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "X-Robots-Tag",
        "Permissions-Policy",
        "Cross-Origin-Opener-Policy",
    ):
        assert len(set(headers.get_all(name) or [])) == 1, name
    assert headers["Server"] == "nginx"


def test_links_name_the_site_and_not_the_room_behind_it(site: Site) -> None:
    _, _, body = site.get("/search.atom?q=cable")
    assert f"<id>https://{NAME}/search?q=cable</id>".encode() in body
    assert b"127.0.0.1" not in body


def test_files_of_the_project_may_be_kept_and_pages_are_fresh(site: Site) -> None:
    _, headers, _ = site.get("/assets/room.css")
    assert headers["Cache-Control"] == "max-age=3600"
    _, headers, _ = site.get("/")
    assert "3600" not in (headers["Cache-Control"] or "")
    status, headers, _ = site.get("/feeds/cables.atom")
    assert (status, headers["Content-Type"]) == (200, "application/atom+xml")


def test_pages_are_packed(site: Site) -> None:
    _, headers, body = site.get("/news/articles.json?_size=20", encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(body)) > 2 * len(body)


def test_who_asks_too_fast_is_told_so_and_served_again_later(site: Site) -> None:
    answers = [site.get("/-/versions.json")[0] for _ in range(90)]
    assert answers.count(429) > 0
    assert answers.count(200) >= 25
    time.sleep(1)
    assert site.get("/-/versions.json")[0] == 200


def test_under_a_path_of_another_site_every_link_stays_there(tmp_path: Path) -> None:
    conf = under_a_path((ROOT / "deploy/nginx.conf").read_text())
    assert len(re.findall(r"^ *location ", conf, re.M)) == 1
    with served(tmp_path, conf, base_url="/news/") as site:
        _, _, body = site.get("/news/")
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', body.decode())
        assert len(links) > 10
        assert [link for link in links if not link.startswith("/news/")] == []
        assert site.get("/news/assets/room.css")[0] == 200
        assert site.get("/")[0] == 404
        _, _, body = site.get("/news/search.atom?q=cable")
        assert f"<id>https://{NAME}/news/search?q=cable</id>".encode() in body
