"""Who signed a hand-over: our side with the key of its device, somebody outside on the printed receipt."""

from __future__ import annotations

from layers.devices import Device


def signature_of(device: Device) -> str:
    """What stands in an event that a device signs: its key, by which the commit is signed too, and its author."""
    return f"key {device.fingerprint} {device.author}"
