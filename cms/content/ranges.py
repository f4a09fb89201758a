"""Parts of files: what players ask for when a film is wound on, and those of iPhones before they play it at all."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

# More digits than any file needs are no number of bytes.
_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_BLOCK = 64 * 1024


def part_of(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The part of a file that the header Range asks for, or 416 where the file has no such part (RFC 9110, 14).

    Whatever else is asked for, several parts at once too, gets `response` as it is, as the same rule allows.
    """
    if response.status_code != 200 or not isinstance(response, FileResponse) or not (file := response.file_to_stream):
        return response
    response["Accept-Ranges"] = "bytes"
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or not any(asked.groups()) or request.method != "GET" or _is_outdated(request, response):
        return response
    size = int(response["Content-Length"])
    first, last = asked.groups()
    # Without a first byte, the second number counts from the end.
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if first and last and int(last) < start:
        return response
    if start > end:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    response.streaming_content = _bytes_of(file, start, end - start + 1)
    return response


def _is_outdated(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the part would be put together with parts of a file that has changed since."""
    known = request.headers.get("If-Range")
    return known is not None and known not in (response.get("ETag"), response.get("Last-Modified"))


def _bytes_of(file: IO[bytes], start: int, count: int) -> Iterator[bytes]:
    file.seek(start)
    while count and (piece := file.read(min(_BLOCK, count))):
        count -= len(piece)
        yield piece
