"""Who signed a hand-over: our side with the key of its device, somebody outside on the printed receipt."""

from __future__ import annotations

from forensics.custody.holding import Hand
from forensics.rules.signers import RECEIVER, Signers
from layers.devices import Device


def signature_of(device: Device) -> str:
    """What stands in an event that a device signs: its key, by which the commit is signed too, and its author."""
    return f"key {device.fingerprint} {device.author}"


def beginning_signed(device: Device, signers: Signers, takes: Hand, *moments: str) -> dict[str, str]:
    """The signature of who took an item up, where this device is theirs; else none, and they sign afterwards."""
    return {RECEIVER: signature_of(device)} if signers.begins(device.fingerprint, takes, *moments) else {}
