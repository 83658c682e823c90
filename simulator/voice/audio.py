"""Sound files without a sound, as long as they have to be."""

from io import BytesIO
import wave

SAMPLES_PER_SECOND = 8000
_SILENCE = b"\x80"
# MPEG-2 layer III, 32 kbit/s, 22,050 Hz, mono: a header, and a frame without content.
_MP3_FRAME = b"\xff\xf3\x40\xc4" + bytes(100)
_MP3_FRAMES_PER_SECOND = 22_050 / 576


def wav(seconds: int, channels: int) -> bytes:
    """Return a WAV file."""
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(1)
        writer.setframerate(SAMPLES_PER_SECOND)
        writer.writeframes(_SILENCE * channels * SAMPLES_PER_SECOND * seconds)
    return file.getvalue()


def mp3(seconds: int) -> bytes:
    """Return an MP3 file; it has one channel."""
    return _MP3_FRAME * max(1, round(seconds * _MP3_FRAMES_PER_SECOND))
