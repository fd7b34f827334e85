"""What may be sent, as media types."""

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif")
SOUNDS = ("audio/wav", "audio/flac", "audio/ogg", "audio/mpeg")
