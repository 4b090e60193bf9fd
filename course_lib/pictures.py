"""Turn samples into PNG pictures: black ink on white paper."""

from __future__ import annotations

import base64
import io

import torch
from PIL import Image

from course_lib.notation import Batch


def lay_out(images: Batch, columns: int) -> Image.Image:
    """Lay images (N, 1, H, W) out in rows of `columns`, from left to right; values outside [-1, 1] are cut off."""
    count, _, height, width = images.shape
    rows = -(-count // columns)
    ink = torch.full((rows * columns, height, width), -1.0)
    ink[:count] = images.detach().float().cpu()[:, 0].clamp(-1, 1)
    sheet = ink.reshape(rows, columns, height, width).transpose(1, 2).reshape(rows * height, columns * width)
    return Image.fromarray(((1 - sheet) * 127.5).round().byte().numpy())


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
