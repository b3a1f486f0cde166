"""Attempts at files: each function returns what it won, and nothing where it won nothing."""

import ctypes
import io
import linecache
import mmap
import os
import pathlib
import posix
import shutil
import sqlite3
import sys
import tempfile


def read_a_file(about):
    return pathlib.Path(about["file"]).read_text()


def read_passwd(about):
    return open("/etc/passwd").read()


def read_shadow(about):
    return open("/etc/shadow").read()


def write_a_file(about):
    return pathlib.Path(about["file"]).write_text("changed")


def append_to_a_file(about):
    with open(about["file"], "a") as held:
        return held.write("more")


def make_a_file(about):
    return os.open(about["folder"] + "/made", os.O_CREAT | os.O_WRONLY) + 1


def open_a_path_only(about):
    return os.open(about["file"], os.O_PATH) + 1


def open_by_posix(about):
    return posix.open(about["file"], os.O_RDONLY) + 1


def open_by_fileio(about):
    return io.FileIO(about["file"]).readall()


def open_as_code(about):
    return io.open_code(about["file"]).read()


def open_by_subclasses(about):
    for kind in ().__class__.__base__.__subclasses__():
        if kind.__name__ == "_RawIOBase":
            for inner in kind.__subclasses__()[0].__subclasses__():
                if inner.__name__ == "FileIO":
                    return inner(about["file"]).readall()
    return io.FileIO(about["file"]).readall()


def open_by_the_c_library(about):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.open(about["file"].encode(), 0)
    if found < 0:
        raise OSError(ctypes.get_errno(), "open")
    return found + 1


def open_by_openat2(about):
    libc = ctypes.CDLL(None, use_errno=True)
    how = ctypes.create_string_buffer(24)
    found = libc.syscall(437, -100, about["file"].encode(), how, 24)
    if found < 0:
        raise OSError(ctypes.get_errno(), "openat2")
    return found + 1


def read_lines_of_it(about):
    return linecache.getlines(about["file"])


def map_a_file(about):
    return mmap.mmap(os.open(about["file"], os.O_RDONLY), 0, prot=mmap.PROT_READ)[:]


def map_an_inherited_descriptor(about):
    for descriptor in range(3, 40):
        try:
            return mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)[:]
        except (OSError, ValueError):
            continue


def list_a_folder(about):
    return os.listdir(about["folder"])


def list_the_root(about):
    return list(pathlib.Path("/").iterdir())


def walk_up_from_here(about):
    return os.listdir(".")


def where_am_i(about):
    return os.getcwd()


def does_it_exist(about):
    return os.stat(about["file"]).st_size


def may_i_read_it(about):
    return os.access(about["file"], os.R_OK)


def link_softly(about):
    os.symlink("/etc/shadow", about["folder"] + "/soft")
    return True


def link_hard(about):
    os.link(about["file"], about["folder"] + "/hard")
    return True


def remove_a_file(about):
    os.unlink(about["file"])
    return True


def rename_a_file(about):
    os.rename(about["file"], about["file"] + ".moved")
    return True


def change_its_mode(about):
    os.chmod(about["file"], 0o777)
    return True


def change_its_owner(about):
    os.chown(about["file"], os.getuid(), -1)
    return True


def change_its_times(about):
    os.utime(about["file"], (1, 1))
    return True


def cut_a_file(about):
    os.truncate(about["file"], 0)
    return True


def mark_a_file(about):
    os.setxattr(about["file"], "user.mark", b"1")
    return True


def make_a_folder(about):
    os.mkdir(about["folder"] + "/inner")
    return True


def remove_a_folder(about):
    shutil.rmtree(about["folder"])
    return not os.path.exists(about["folder"])


def make_a_fifo(about):
    os.mkfifo(about["folder"] + "/fifo")
    return True


def make_a_device(about):
    os.mknod(about["folder"] + "/memory", 0o20666, os.makedev(1, 1))
    return True


def change_folder(about):
    os.chdir(about["folder"])
    return True


def make_a_temporary_file(about):
    return tempfile.NamedTemporaryFile().name


def make_a_shared_memory_file(about):
    return os.open("/dev/shm/lemmata_escape", os.O_CREAT | os.O_RDWR) + 1


def make_a_file_in_memory(about):
    return os.memfd_create("x") + 1


def make_a_database(about):
    return sqlite3.connect(about["folder"] + "/base").execute("create table t (x)")


def read_own_memory(about):
    return open("/proc/self/mem", "rb")


def read_own_maps(about):
    return open("/proc/self/maps").read()


def read_the_environment_of_init(about):
    return open("/proc/1/environ", "rb").read()


def read_the_environment_of_the_parent(about):
    return open(f"/proc/{about['parent']}/environ", "rb").read()


def read_the_memory_of_the_parent(about):
    return open(f"/proc/{about['parent']}/mem", "rb")


def read_descriptors_of_the_parent(about):
    return os.listdir(f"/proc/{about['parent']}/fd")


def follow_the_root_of_the_parent(about):
    return open(f"/proc/{about['parent']}/root{about['file']}").read()


def read_own_links(about):
    return os.readlink("/proc/self/exe")


def open_the_memory_of_the_machine(about):
    return os.open("/dev/mem", os.O_RDONLY) + 1


def open_the_terminal(about):
    return os.open("/dev/tty", os.O_RDWR) + 1


def import_from_a_folder(about):
    sys.path.insert(0, about["folder"])
    for name in ("escape_module", "this", "antigravity"):
        try:
            return __import__(name).__name__
        except ImportError:
            continue


def read_every_descriptor(about):
    won = []
    for descriptor in (0, 1, 2, *range(5, 256)):
        try:
            won.append(os.read(descriptor, 1))
        except OSError:
            continue
    return won


def write_every_descriptor(about):
    won = []
    for descriptor in (0, 1, 2, 3, *range(5, 256)):
        try:
            won.append(os.write(descriptor, b"R" + bytes(16)))
        except OSError:
            continue
    return won


def copy_a_descriptor(about):
    return os.dup(3) + 1


def keep_a_lock(about):
    import fcntl

    return fcntl.flock(4, fcntl.LOCK_EX) is None


def make_a_pipe(about):
    return os.pipe()


def find_a_file_by_its_handle(about):
    libc = ctypes.CDLL(None, use_errno=True)
    handle = ctypes.create_string_buffer(136)
    handle[0:4] = (128).to_bytes(4, "little")
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, about["file"].encode(), handle, ctypes.byref(mount), 0):
        raise OSError(ctypes.get_errno(), "name_to_handle_at")
    return True


def watch_a_folder(about):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.inotify_init()
    if found < 0:
        raise OSError(ctypes.get_errno(), "inotify_init")
    return found + 1
