"""Says how far a long step of starting is."""

QUARTERS = (0, 25, 50, 75, 100)


class Progress:
    """Rewrites its line on a terminal; elsewhere it writes one at the start and at each quarter."""

    def __init__(self, stream, title: str):
        self.stream, self.title, self.said = stream, title, None
        self.at(0, 1)

    def at(self, done: float, total: float):
        percent = int(done * 100 / total)
        if not self.stream.isatty():
            percent = max(quarter for quarter in QUARTERS if quarter <= percent)
        if percent == self.said:
            return
        self.said = percent
        self._write(f"{self.title} … {percent} %")

    def _write(self, line: str):
        if not self.stream.isatty():
            self.stream.write(f"{line}\n")
        else:
            self.stream.write(f"\r{line}{chr(10) if self.said == 100 else ''}")
        self.stream.flush()
