"""A photo, decoded and written anew: what comes out holds pixels only, and what the camera noted is kept as data."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()

MOST_PIXELS = 120_000_000
"""More than any phone's camera takes; a picture that claims more is a bomb."""
LONGEST_SIDE = 4096
THUMBNAIL = 360
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")

_FAULTS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError)


class PictureError(ValueError):
    """A picture that cannot be decoded, or that would take too much memory."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The photo as JPEG, its thumbnail as JPEG, and what its camera noted.

    `details`: width, height (pixels as stored), taken_at (ISO, the camera's own clock), latitude and longitude
    (degrees, south and west negative), camera; each only where the file says so.
    """

    jpeg: bytes
    thumbnail: bytes
    details: dict[str, Any] = field(default_factory=dict)


def reencoded(data: bytes) -> Picture:
    """Decode a photo and write it anew.

    Raises:
        PictureError: when it is none, is damaged, or has more than `MOST_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that is somewhat too large.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise PictureError("too many pixels")
                details = _noted(image)
                upright = ImageOps.exif_transpose(image)
                flat = _on_white(upright)
    except PictureError:
        raise
    except (*_FAULTS, Image.DecompressionBombError) as error:
        raise PictureError(str(error)) from error
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    details |= {"width": flat.width, "height": flat.height}
    jpeg = _jpeg(flat, 85)
    flat.thumbnail((THUMBNAIL, THUMBNAIL))
    return Picture(jpeg, _jpeg(flat, 75), details)


def _on_white(image: Image.Image) -> Image.Image:
    """The first frame without transparency."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _noted(image: Image.Image) -> dict[str, Any]:
    exif = image.getexif()
    found: dict[str, Any] = {}
    taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    with suppress(ValueError):  # the camera's own clock, without a zone
        found["taken_at"] = datetime.strptime(str(taken).strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat()
    camera = " ".join(str(exif.get(tag) or "").strip("\0 ") for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    if camera.strip():
        found["camera"] = camera.strip()[:80]
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), 180)
    if latitude is not None and longitude is not None:
        found |= {"latitude": latitude, "longitude": longitude}
    return found


def _degrees(parts: Any, ref: Any, most: int) -> float | None:
    """Degrees, minutes and seconds as one figure of six decimals (a tenth of a metre)."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return None
    return round(-value if str(ref).strip("\0 ") in {"S", "W"} else value, 6)
