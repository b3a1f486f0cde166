"""Attempts at processes: each function returns what it won."""

import ctypes
import multiprocessing
import os
import pty
import resource
import signal
import subprocess
import sys
import threading

X86 = "x86_64" in sys.implementation._multiarch


def by_number(number, *arguments):
    """A system call by its number; an error of the kernel is an `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(number, *(ctypes.c_long(each) for each in arguments))
    if found < 0:
        raise OSError(ctypes.get_errno(), f"call {number}")
    return found + 1


def by_name(name, *arguments):
    """A function of the C library; an error of the kernel is an `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = getattr(libc, name)(*arguments)
    if found < 0:
        raise OSError(ctypes.get_errno(), name)
    return found + 1


def fork(about):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def fork_without_end(about):
    while True:
        os.fork()


def fork_and_swallow(about):
    while True:
        try:
            if os.fork() == 0:
                os.setsid()
        except OSError:
            continue


def fork_by_the_c_library(about):
    return by_name("vfork")


def clone_by_number(about):
    return by_number(56 if X86 else 220, 0x100 | 17, 0, 0, 0, 0)


def clone3_by_number(about):
    return by_number(435, 0, 0)


def start_a_thread(about):
    thread = threading.Thread(target=print)
    thread.start()
    return True


def start_threads_without_end(about):
    while True:
        threading.Thread(target=threading.Event().wait).start()


def run_a_shell(about):
    return os.system("true") == 0


def run_a_program(about):
    return subprocess.run(["/bin/echo", "loot"], stdout=subprocess.PIPE).stdout


def run_by_popen(about):
    return os.popen("id").read()


def become_another_program(about):
    os.execv("/bin/echo", ["echo", "loot"])


def become_one_by_descriptor(about):
    return by_number(322 if X86 else 281, 3, 0, 0, 0, 0x1000)


def spawn(about):
    return os.posix_spawn("/bin/true", ["true"], {})


def start_by_multiprocessing(about):
    process = multiprocessing.get_context("fork").Process(target=print)
    process.start()
    return True


def fork_a_terminal(about):
    return pty.fork()[0]


def open_a_terminal(about):
    return os.openpty()


def kill_the_parent(about):
    os.kill(about["parent"], signal.SIGKILL)
    return True


def kill_the_zygote(about):
    os.kill(about["zygote"], signal.SIGKILL)
    return True


def kill_the_group(about):
    os.killpg(0, signal.SIGKILL)
    return True


def kill_everything(about):
    os.kill(-1, signal.SIGKILL)
    return True


def stop_the_zygote(about):
    os.kill(about["zygote"], signal.SIGSTOP)
    return True


def signal_a_thread_of_the_parent(about):
    number = 234 if X86 else 131
    return by_number(number, about["parent"], about["parent"], 9)


def queue_a_signal(about):
    return by_name("sigqueue", about["parent"], 9, None)


def open_the_parent(about):
    return os.pidfd_open(about["parent"]) + 1


def take_a_descriptor_of_the_zygote(about):
    return by_number(438, 3, 1, 0)


def is_the_parent_there(about):
    os.kill(about["parent"], 0)
    return True


def set_an_alarm(about):
    signal.setitimer(signal.ITIMER_REAL, 600)
    return True


def ignore_the_end(about):
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return True


def trace_the_parent(about):
    return by_name("ptrace", 16, about["parent"], None, None)


def seize_the_zygote(about):
    return by_name("ptrace", 0x4206, about["zygote"], None, None)


def be_traced(about):
    return by_name("ptrace", 0, 0, None, None)


def read_the_parent(about):
    held = ctypes.create_string_buffer(8)
    here = (ctypes.c_void_p * 2)(ctypes.addressof(held), 8)
    there = (ctypes.c_void_p * 2)(id(held), 8)
    return by_name("process_vm_readv", about["zygote"], here, 1, there, 1, 0)


def write_the_parent(about):
    held = ctypes.create_string_buffer(8)
    here = (ctypes.c_void_p * 2)(ctypes.addressof(held), 8)
    there = (ctypes.c_void_p * 2)(ctypes.addressof(held), 8)
    return by_name("process_vm_writev", about["zygote"], here, 1, there, 1, 0)


def compare_with_the_parent(about):
    number = 312 if X86 else 272
    return by_number(number, about["zygote"], about["zygote"], 0, 0, 0)


def limit_the_parent(about):
    resource.prlimit(about["zygote"], resource.RLIMIT_CPU, (0, 0))
    return True


def raise_own_limits(about):
    resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
    return True


def raise_files(about):
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    return True


def hurry(about):
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    return True


def slow_the_zygote(about):
    os.setpriority(os.PRIO_PROCESS, about["zygote"], 19)
    return True


def choose_cores(about):
    os.sched_setaffinity(about["zygote"], {0})
    return True


def run_in_real_time(about):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    return True


def leave_the_session(about):
    os.setsid()
    return True


def leave_a_child_behind(about):
    if os.fork() == 0:
        os.setsid()
        while True:
            os.sched_yield()
    os._exit(0)


def wait_for_a_stranger(about):
    return os.waitid(os.P_ALL, 0, os.WEXITED)


def exit_with_success(about):
    os._exit(0)


def abort(about):
    os.abort()
