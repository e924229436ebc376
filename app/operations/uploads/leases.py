"""Files in the hands of a worker; whoever asked hears when one was not written."""

from __future__ import annotations

from app.models.uploads import Upload, UploadState
from app.operations.leases import Leases
from app.operations.messages import tell


def tell_asker(upload: Upload) -> None:
    """Tell the person who asked that the file was not written."""
    if upload.asked_by is not None:
        tell(upload.asked_by, "upload_not_written", path=f"/coordination/imports/{upload.public_id}")


FILES = Leases(Upload, "uploads.apply", UploadState.ASKED, UploadState.APPLYING, UploadState.FAILED, tell_asker)
