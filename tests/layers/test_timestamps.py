"""Time stamps of an authority that runs on the loopback: `openssl ts` behind a small server."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from layers.anchoring import check_anchor, keep_beside, take_anchor
from layers.checking import verify_project
from layers.errors import SourceRefused
from layers.project import Project
from layers.timestamps import AuthorityRefused, StampWrong, ask_for_stamp, check_stamp, read_certificates
from tests.layers.projects import closing, make
from tests.tools.proofs import Proof

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[signing]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""


def openssl(*arguments: object) -> bytes:
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


@dataclass
class Authority:
    """Certificates in a folder, and an address; `spoils` changes what it answers."""

    folder: Path
    address: str = ""
    spoils: str = ""

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.pem"

    def answer(self, query: bytes) -> bytes:
        if self.spoils == "nonsense":
            return b"no stamp"
        if self.spoils == "another":
            openssl("ts", "-query", "-data", self.certificate, "-sha256", "-cert", "-out", self.folder / "query")
        else:
            (self.folder / "query").write_bytes(query)
        asked = ("-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "query")
        return openssl("ts", "-reply", *asked)


def make_authority(folder: Path) -> Authority:
    """A root of its own, and under it the certificate that stamps."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "ca.key", "-out", folder / "ca.pem",
            "-subj", "/CN=EXAMPLE root", "-days", 30)  # fmt: skip
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr",
            "-subj", "/CN=EXAMPLE time")  # fmt: skip
    openssl("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-set_serial", 2, "-days", 30, "-extfile", folder / "tsa.cnf", "-extensions", "signing",
            "-out", folder / "tsa.pem")  # fmt: skip
    return Authority(folder)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so no authority can run here")
    authority = make_authority(tmp_path_factory.mktemp("authority") / "own")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.spoils == "error":
                self.send_error(503)
                return
            answer = authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *values: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    authority.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority(running: Authority) -> Iterator[Authority]:
    yield running
    running.spoils = ""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "stamped.taphos")) as made:
        yield made


def test_an_anchor_is_stamped_and_the_stamp_is_checked_without_the_network(
    project: Project, authority: Authority, tmp_path: Path, proof: Proof
) -> None:
    taken = take_anchor(project, authority.address, authority.certificate)
    assert taken.stamped is not None
    beside = keep_beside(tmp_path / "day.pdf", taken)
    found = check_anchor(project, beside.document)
    assert found.problems == ()
    assert "The authority stamped the anchor at" in str(found.notes[1])
    by_openssl = openssl(
        "ts", "-verify", "-data", beside.document, "-in", beside.token, "-CAfile", authority.certificate
    )
    assert b"Verification: OK" in by_openssl
    proof("B", "an RFC 3161 stamp, which openssl verifies too", str(found.notes[1]))


def test_a_stamp_whose_authority_is_not_known_is_said_not_to_be_checked(
    project: Project, authority: Authority, tmp_path: Path
) -> None:
    beside = keep_beside(tmp_path / "day.pdf", take_anchor(project, authority.address))
    assert not beside.certificate.exists()
    assert "was not checked" in str(check_anchor(project, beside.document).notes[1])
    named = check_anchor(project, beside.document, authority.certificate)
    assert "The authority stamped the anchor at" in str(named.notes[1])


def test_a_stamp_of_another_authority_over_something_else_or_damaged_is_a_finding(
    project: Project, authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger")
    beside = keep_beside(tmp_path / "day.pdf", take_anchor(project, authority.address, authority.certificate))
    for spoil, said in (
        (lambda: beside.certificate.write_bytes(stranger.certificate.read_bytes()), "is not the authority's"),
        (lambda: beside.token.write_bytes(ask_for_stamp(authority.address, b"else")), "is not the authority's"),
        (lambda: beside.token.write_bytes(b"damaged"), "it is damaged, or none"),
    ):
        kept = beside.certificate.read_bytes()
        spoil()
        verdict = verify_project(project, anchor=beside.document)
        assert not verdict.ok
        assert said in str(verdict.first)
        beside.certificate.write_bytes(kept)
    beside.certificate.write_text("no certificate")
    with pytest.raises(SourceRefused, match="holds no certificate"):
        check_anchor(project, beside.document)


@pytest.mark.parametrize(
    ("spoils", "said"),
    [("nonsense", "gave no time stamp"), ("another", "stamped something else"), ("error", "cannot be asked")],
)
def test_an_answer_that_is_no_stamp_of_this_is_refused_and_nothing_is_written(
    project: Project, authority: Authority, spoils: str, said: str
) -> None:
    authority.spoils = spoils
    before = project.register.info()
    with pytest.raises(AuthorityRefused, match=said):
        take_anchor(project, authority.address)
    assert project.register.info() == before


def test_an_authority_that_nobody_runs_is_refused_and_one_that_is_not_trusted_too(
    project: Project, authority: Authority, tmp_path: Path
) -> None:
    with pytest.raises(AuthorityRefused, match="cannot be asked"):
        take_anchor(project, "http://127.0.0.1:9/")
    with pytest.raises(StampWrong):
        take_anchor(project, authority.address, make_authority(tmp_path / "other").certificate)
    stamp = ask_for_stamp(authority.address, b"words")
    certificates = read_certificates(authority.certificate)
    assert check_stamp(stamp, b"words", certificates)
    with pytest.raises(StampWrong):
        check_stamp(stamp, b"other words", certificates)
