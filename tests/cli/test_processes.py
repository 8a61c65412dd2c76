"""How the web server is started."""

from consult.cli.processes import Web


def test_connections_wait_while_all_web_processes_are_renewed() -> None:
    command = Web(port=8123).command()
    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"
    assert "--reuse-port" not in command
