"""Attempts at the kernel, and at the walls themselves: each function returns what it won."""

import ctypes
import mmap
import os
import sys
import time

X86 = "x86_64" in sys.implementation._multiarch


def by_number(x86_64, aarch64, *arguments):
    """A system call by its number; an error of the kernel is an `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    found = libc.syscall(x86_64 if X86 else aarch64, *wide)
    if found < 0:
        raise OSError(ctypes.get_errno(), f"call {x86_64}")
    return found + 1


def become_root(about):
    os.setuid(0)
    return True


def become_root_in_effect(about):
    os.seteuid(0)
    return True


def become_root_in_three_ways(about):
    os.setresuid(0, 0, 0)
    return True


def join_the_group_of_root(about):
    os.setgid(0)
    os.setgroups([0])
    return True


def act_on_files_as_root(about):
    return by_number(122, 151, 0) if by_number(122, 151, 0) == 1 else 0


def take_every_capability(about):
    header = (0x20080522).to_bytes(4, "little") + bytes(4)
    return by_number(126, 91, header, b"\xff" * 24)


def change_the_root(about):
    os.chroot(about["folder"])
    return True


def mount(about):
    return by_number(165, 40, b"none", b"/tmp", b"tmpfs", 0, None)


def unmount(about):
    return by_number(166, 39, b"/proc", 2)


def turn_the_root(about):
    return by_number(155, 41, b"/tmp", b"/tmp")


def open_a_tree(about):
    return by_number(428, 428, -100, b"/", 1)


def make_a_user_namespace(about):
    return by_number(272, 97, 0x10000000)


def make_a_network_namespace(about):
    return by_number(272, 97, 0x40000000)


def enter_a_namespace(about):
    return by_number(308, 268, 3, 0)


def allow_core_dumps(about):
    return by_number(157, 167, 4, 1, 0, 0, 0)


def turn_the_filter_off(about):
    return by_number(157, 167, 22, 0, 0, 0, 0)


def put_a_filter_that_allows_all(about):
    code = bytes.fromhex("060000000000ff7f")
    held = ctypes.create_string_buffer(code, 8)
    wanted = (1).to_bytes(8, "little") + ctypes.addressof(held).to_bytes(8, "little")
    return by_number(317, 277, 1, 0, wanted)


def ask_to_be_asked(about):
    return by_number(317, 277, 1, 8, None)


def make_rules_that_allow_all(about):
    return by_number(444, 444, bytes(24), 24, 0)


def outlive_the_zygote(about):
    return by_number(157, 167, 1, 0, 0, 0, 0)


def keep_capabilities(about):
    return by_number(157, 167, 8, 1, 0, 0, 0)


def change_personality(about):
    return by_number(135, 92, 0x0400000)


def call_as_another_machine(about):
    return by_number(0x40000000 | 39, 1079, 0)


def call_by_a_number_that_is_none(about):
    return by_number(9999, 9999)


def map_code(about):
    return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def turn_data_into_code(about):
    libc = ctypes.CDLL(None, use_errno=True)
    held = mmap.mmap(-1, 4096)
    place = ctypes.addressof(ctypes.c_char.from_buffer(held))
    if libc.mprotect(ctypes.c_void_p(place), 4096, 7):
        raise OSError(ctypes.get_errno(), "mprotect")
    return True


def turn_data_into_code_by_key(about):
    return by_number(329, 288, 0, 4096, 7, -1)


def run_machine_code(about):
    code = bytes.fromhex("b83c00000031ff0f05c3") if X86 else bytes.fromhex("c0035fd6")
    held = ctypes.create_string_buffer(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(held))()


def make_a_callback(about):
    return ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 7)() == 7


def keep_a_key(about):
    return by_number(248, 217, b"user", b"k", b"v", 1, -2)


def ask_for_a_key(about):
    return by_number(250, 219, 0, -3, 1)


def load_a_program_into_the_kernel(about):
    return by_number(321, 280, 0, bytes(72), 72)


def watch_events(about):
    return by_number(298, 241, bytes(112), 0, -1, -1, 0)


def handle_page_faults(about):
    return by_number(323, 282, 1)


def make_a_ring(about):
    return by_number(425, 425, 8, ctypes.create_string_buffer(120))


def enter_a_ring(about):
    return by_number(426, 426, 3, 1, 0, 0, None, 0)


def load_a_module(about):
    return by_number(175, 105, b"", 0, b"")


def load_a_kernel(about):
    return by_number(246, 104, 0, 0, None, 0)


def restart_the_machine(about):
    return by_number(169, 142, 0xFEE1DEAD, 672274793, 0, None)


def name_the_machine(about):
    return by_number(170, 161, b"escaped", 7)


def set_the_time(about):
    time.clock_settime(time.CLOCK_REALTIME, 0)
    return True


def set_the_time_of_day(about):
    return by_number(164, 170, bytes(16), None)


def reach_ports(about):
    return by_number(172, 9998, 3)


def change_segments(about):
    return by_number(154, 9998, 1, bytes(16), 16)


def change_the_base_of_threads(about):
    return by_number(158, 9998, 0x1001, 0)


def swap_off(about):
    return by_number(168, 225, b"/swapfile")


def read_the_log_of_the_kernel(about):
    return by_number(103, 116, 3, ctypes.create_string_buffer(4096), 4096)


def keep_accounts(about):
    return by_number(163, 89, None)


def watch_all_files(about):
    return by_number(300, 262, 0, 0)


def share_memory(about):
    return by_number(29, 194, 0, 4096, 0o1600)


def make_a_queue(about):
    return by_number(68, 186, 0, 0o1600)


def make_a_named_queue(about):
    return by_number(240, 180, b"escape", 0o102, 0o600, None)


def make_a_semaphore(about):
    return by_number(64, 190, 0, 1, 0o1600)


def make_an_event(about):
    return os.eventfd(1) + 1


def make_a_timer(about):
    return by_number(283, 85, 0, 0)


def make_a_posix_timer(about):
    return by_number(222, 107, 0, None, ctypes.create_string_buffer(8))


def read_signals(about):
    return by_number(289, 74, -1, bytes(8), 8, 0)


def type_into_the_terminal(about):
    import fcntl

    return fcntl.ioctl(3, 0x5412, b"x")


def keep_memory_from_swapping(about):
    return by_number(151, 230, 1)


def pin_memory_to_a_node(about):
    return by_number(238, 237, 0, None, 0)


def hide_memory(about):
    return by_number(447, 447, 0)


def look_at_the_load(about):
    return os.getloadavg()


def look_at_the_system(about):
    return by_number(99, 179, ctypes.create_string_buffer(256))


def sync_disks(about):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syncfs(4):
        raise OSError(ctypes.get_errno(), "syncfs")
    return True
