"""The Python half: nothing but the standard library."""
import array
import sys
from multiprocessing.connection import Client, Listener

role, key = sys.argv[1], bytes.fromhex(sys.stdin.readline())

if role == "client":
    with Client(sys.argv[2], authkey=key) as connection:
        while (numbers := connection.recv()) is not None:
            squares = array.array("d", (number * number for number in numbers))
            connection.send({"sum": sum(squares), "squares": squares})
else:
    with Listener(authkey=key) as listener:
        print(listener.address, flush=True)
        with listener.accept() as connection:
            connection.send(array.array("d", range(5)))
            print("Python got", connection.recv(), flush=True)
