"""Who signed a hand-over: our side with the key of its device, somebody outside on the printed receipt."""

from __future__ import annotations

import re

from layers.devices import Device

_SIGNED = re.compile(r"key ([0-9a-f]{32})(?: |$)")


def signature_of(device: Device) -> str:
    """What stands in an event that a device signs: its key, by which the commit is signed too, and its author."""
    return f"key {device.fingerprint} {device.author}"


def key_in(signature: str) -> str:
    """The fingerprint of the key that a signature names; empty where it is none of ours."""
    match = _SIGNED.match(signature)
    return match[1] if match else ""
