"""Turn samples into PNG pictures."""

from __future__ import annotations

import base64
import io

import torch
from PIL import Image

from course_lib.notation import Batch


def lay_out(images: Batch, columns: int) -> Image.Image:
    """Lay images out in rows of `columns`, from left to right; values outside [-1, 1] are cut off.

    Shapes: (N, 1, H, W), drawn as black ink on white paper, or (N, 3, H, W), red, green and blue.
    """
    count, channels, height, width = images.shape
    rows = -(-count // columns)
    sheet = torch.full((rows * columns, channels, height, width), -1.0 if channels == 1 else 1.0)
    sheet[:count] = images.detach().float().cpu().clamp(-1, 1)
    sheet = sheet.reshape(rows, columns, channels, height, width).permute(0, 3, 1, 4, 2)
    sheet = sheet.reshape(rows * height, columns * width, channels)
    if channels == 1:
        sheet = -sheet[..., 0]
    return Image.fromarray(((1 + sheet) * 127.5).round().byte().numpy())


def png(picture: Image.Image, magnify: int = 1) -> bytes:
    """Return a PNG file, magnified smoothly."""
    if magnify > 1:
        picture = picture.resize((picture.width * magnify, picture.height * magnify), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def data_uri(content: bytes, kind: str) -> str:
    """Return a file as a data URI; `kind` is its media type, as in `image/png`."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
