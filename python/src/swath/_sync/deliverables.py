# Made from _async by hatch_build.py: change it there.
"""What was delivered, and its files."""

from __future__ import annotations

import time
import hashlib
import random
from collections.abc import Collection
from pathlib import Path
from typing import Any, Optional, Union

from swath import models
from swath._sync.connection import Connection
from swath._sync.listing import Listing, listing
from swath.errors import ApiError, ConnectionError, DownloadError
from swath.progress import bar
from swath.query import path_of
from swath.retry import Retries

# In the class below `list` is the method.
Paths = list[Path]


class Deliverables:
    """The deliverables of the contract. Every method may raise ApiError and ConnectionError."""

    def __init__(self, connection: Connection, retries: Retries):
        self._connection = connection
        self._retries = retries

    def list(self, **filters: Any) -> Listing[models.Deliverable]:
        """Oldest first, if `sort` says nothing else."""
        return listing(self._connection, "/v2/deliverables/", filters, models.Deliverable.of_answer)

    def get(self, deliverable_id: str) -> models.Deliverable:
        return models.Deliverable.of_answer(self._connection.get(_path(deliverable_id)))

    def files(self, deliverable_id: str) -> Listing[models.DeliveredFile]:
        """The files that can be downloaded: none before the deliverable is DELIVERED."""
        path = _path(deliverable_id, "files")
        return listing(self._connection, path, {}, models.DeliveredFile.of_answer)

    def link(self, deliverable_id: str, key: str, valid_for_s: int = 3600) -> models.FileLink:
        """A link by which anybody can download the file until it expires, in a week at most, without a token."""
        path = _path(deliverable_id, "files", key, "link")
        return models.FileLink.of_answer(self._connection.post(path, {"valid_for_s": valid_for_s}))

    def reject(self, deliverable_id: str, category: str, comment: str) -> models.Deliverable:
        """Rejects a product, for a refund and another attempt."""
        why = {"category": category, "comment": comment}
        answer = self._connection.post(_path(deliverable_id, "reject"), why)
        return models.Deliverable.of_answer(answer)

    def download(
        self,
        deliverable_id: str,
        folder: Union[str, Path],
        keys: Optional[Collection[str]] = None,
        *,
        progress: bool = False,
    ) -> Paths:
        """Its files, or those of some `keys`, in the folder. Size and SHA-256 of each are checked; it goes on where a
        connection or a program broke off, and skips what is there. Raises also DownloadError."""
        files = [one for one in self.files(deliverable_id).all() if keys is None or one.key in keys]
        Path(folder).mkdir(parents=True, exist_ok=True)
        with bar(progress, total=sum(one.size_bytes for one in files), unit="B", unit_scale=True) as shown:
            return [self._fetch(deliverable_id, one, Path(folder), shown) for one in files]

    def _fetch(self, deliverable_id: str, file: models.DeliveredFile, folder: Path, shown: Any) -> Path:
        name = _name(file)
        target, part = folder / name, folder / f"{name}.part"
        shown.set_description(target.name)
        if _is_whole(target, file):
            shown.update(file.size_bytes)
            return target
        self._fetch_rest(deliverable_id, file, part, shown)
        if not _is_whole(part, file):
            part.unlink(missing_ok=True)
            raise DownloadError(f"{file.file_name} is not what was announced: its size or its SHA-256 differs")
        part.replace(target)
        return target

    def _fetch_rest(self, deliverable_id: str, file: models.DeliveredFile, part: Path, shown: Any) -> None:
        """Goes on as long as each connection brings something; gives up when several in a row bring nothing."""
        part.touch()
        failures, known = 0, _size(part)
        shown.update(known)
        while _size(part) < file.size_bytes:
            try:
                self._append(deliverable_id, file, part, shown)
            except (ApiError, ConnectionError) as error:
                failures = 1 if _size(part) > known else failures + 1
                known = _size(part)
                pause_s = self._retries.pause_after(failures, error, random.random())
                if pause_s is None and isinstance(error, ApiError):
                    raise
                if pause_s is None:
                    kept = f"{known} of {file.size_bytes} bytes are kept, and the next download goes on from there"
                    raise DownloadError(f"{file.file_name}: the connection broke off; {kept}") from error
                time.sleep(pause_s)

    def _append(self, deliverable_id: str, file: models.DeliveredFile, part: Path, shown: Any) -> None:
        kept = _size(part)
        # Sizes and places are those of the file, and not those of something packed.
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={kept}-"} if kept else {})}
        with self._connection.stream(_path(deliverable_id, "files", file.key), headers=headers) as response:
            # A server without ranges sends everything.
            with part.open("ab" if response.status_code == 206 else "wb") as out:
                for piece in response.iter_bytes():
                    out.write(piece)
                    shown.update(len(piece))
                    if out.tell() > file.size_bytes:
                        return
        if _size(part) <= kept:
            raise ConnectionError("Nothing came")


def _name(file: models.DeliveredFile) -> str:
    """The last part of what comes from outside."""
    name = Path(file.file_name).name
    if name in ("", ".", "..") or "\0" in name:
        raise DownloadError(f"{file.file_name!r} is no name of a file")
    return name


def _path(deliverable_id: str, *of_it: str) -> str:
    return path_of("v2", "deliverables", deliverable_id, *of_it)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _is_whole(path: Path, file: models.DeliveredFile) -> bool:
    if not path.exists() or path.stat().st_size != file.size_bytes:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as content:
        for piece in iter(lambda: content.read(2**20), b""):
            digest.update(piece)
    return digest.hexdigest() == file.sha256
