"""Attempts at the network: each function returns what it won."""

import ctypes
import encodings.idna
import socket
import urllib.request


def connect_by_tcp(about):
    socket.create_connection(("127.0.0.1", about["tcp"]), 1).sendall(b"loot")
    return True


def connect_by_tcp_to_the_world(about):
    socket.create_connection(("1.1.1.1", 53), 1)
    return True


def connect_by_ipv6(about):
    socket.socket(socket.AF_INET6).connect(("::1", about["tcp"]))
    return True


def send_by_udp(about):
    return socket.socket(type=socket.SOCK_DGRAM).sendto(b"loot", ("127.0.0.1", about["udp"]))


def connect_to_a_unix_socket(about):
    socket.socket(socket.AF_UNIX).connect(about["unix"])
    return True


def connect_to_an_abstract_socket(about):
    socket.socket(socket.AF_UNIX).connect("\0" + about["abstract"])
    return True


def listen_by_tcp(about):
    held = socket.create_server(("127.0.0.1", 0))
    return held.getsockname()


def make_a_pair(about):
    return socket.socketpair()


def make_a_raw_socket(about):
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)


def make_a_packet_socket(about):
    return socket.socket(socket.AF_PACKET, socket.SOCK_RAW)


def make_a_netlink_socket(about):
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)


def make_a_virtual_machine_socket(about):
    return socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)


def make_a_kernel_crypto_socket(about):
    return socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)


def ask_for_a_name(about):
    return socket.getaddrinfo("example.com", 80)


def fetch_a_page(about):
    return urllib.request.urlopen(f"http://127.0.0.1:{about['tcp']}/", timeout=1).read()


def call_socket_by_number(about):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.socket(2, 1, 0)
    if found < 0:
        raise OSError(ctypes.get_errno(), "socket")
    return found + 1


def wait_for_descriptors(about):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.epoll_create1(0)
    if found < 0:
        raise OSError(ctypes.get_errno(), "epoll_create1")
    return found + 1


def translate_a_name(about):
    return socket.gethostbyname(encodings.idna.ToASCII("localhost").decode())


def tell_the_name_of_the_machine(about):
    return socket.gethostname()
