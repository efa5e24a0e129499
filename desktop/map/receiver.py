"""A GNSS receiver that speaks NMEA, over a serial port or TCP: its lines are heard, nothing is sent to it."""

from __future__ import annotations

from PyQt6.QtCore import QIODevice, QObject, pyqtSignal
from PyQt6.QtNetwork import QTcpSocket
from PyQt6.QtSerialPort import QSerialPort, QSerialPortInfo

from forensics.messages import Message, say
from layers.gnss import Fix, Listener

BAUD = (4800, 9600, 38400, 57600, 115200)
LONGEST = 4096
"""Bytes without an end of line after which what came is no NMEA, and is dropped."""


class Receiver(QObject):
    """Hears one receiver at a time; `fixed` tells every position, `lost` why there are no more."""

    fixed = pyqtSignal(object)  # Fix
    lost = pyqtSignal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._device: QIODevice | None = None
        self._listener = Listener()
        self._rest = b""

    @property
    def listening(self) -> bool:
        return self._device is not None

    def listen_to_port(self, name: str, baud: int) -> None:
        """Hear a serial port."""
        self.stop()
        port = QSerialPort(name, self)
        port.setBaudRate(baud)
        self._device = port
        if not port.open(QIODevice.OpenModeFlag.ReadOnly):
            self._lose(say("The port {port} cannot be opened: {reason}.", port=name, reason=port.errorString()))
            return
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._port_failed)

    def listen_to_host(self, host: str, number: int) -> None:
        """Hear a receiver that hands its lines out over TCP, as telephones and rovers do."""
        self.stop()
        socket = QTcpSocket(self)
        self._device = socket
        socket.readyRead.connect(self._read)
        socket.errorOccurred.connect(
            lambda error: self._lose(
                say("{host}:{port} cannot be heard: {reason}.", host=host, port=number, reason=socket.errorString())
            )
        )
        socket.connectToHost(host, number, QIODevice.OpenModeFlag.ReadOnly)

    def stop(self) -> None:
        """Hear no more."""
        device, self._device, self._rest = self._device, None, b""
        self._listener = Listener()
        if device is not None:
            device.blockSignals(True)
            device.close()
            device.deleteLater()

    def _read(self) -> None:
        if self._device is None:
            return
        *lines, self._rest = (self._rest + self._device.readAll().data()).split(b"\n")
        if len(self._rest) > LONGEST:
            self._rest = b""
        for line in lines:
            fix = self._listener.hear(line.decode("latin-1").strip())
            if isinstance(fix, Fix):
                self.fixed.emit(fix)

    def _port_failed(self, error: QSerialPort.SerialPortError) -> None:
        if error != QSerialPort.SerialPortError.NoError and isinstance(self._device, QSerialPort):
            reason = self._device.errorString()
            self._lose(say("The port {port} cannot be heard: {reason}.", port=self._device.portName(), reason=reason))

    def _lose(self, why: Message) -> None:
        self.stop()
        self.lost.emit(why)


def ports() -> list[str]:
    """The serial ports of this machine."""
    return [port.portName() for port in QSerialPortInfo.availablePorts()]
