import os
import signal
import sys
import threading

from .server import NliServer
from .settings import Settings


def main() -> int:
    """Serves until SIGTERM. SageMaker starts containers with the argument `serve`."""
    try:
        settings = Settings.from_environment(os.environ)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    server = NliServer(settings)

    def stop(_signal: int, _frame: object) -> None:
        # `shutdown` waits for the loop that this very handler interrupts.
        threading.Thread(target=server.stop).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"listening on {settings.host}:{server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
