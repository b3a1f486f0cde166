"""Attempts that need no file and no call: each function returns what it won."""

import codecs
import ctypes
import gc
import json
import os
import pickle
import re
import sys
import types
import zlib


def end_with_success(about):
    raise SystemExit(0)


def crash_by_a_null_pointer(about):
    return ctypes.string_at(0)


def crash_by_bad_bytecode(about):
    code = (lambda: None).__code__
    return types.FunctionType(code.replace(co_code=bytes([100, 255, 83, 0]) * 9), {})()


def crash_by_a_small_stack(about):
    code = (lambda a, b, c: [a, [b, [c]]]).__code__
    return types.FunctionType(code.replace(co_stacksize=0, co_nlocals=3), {})(1, 2, 3) is None


def crash_by_freed_memory(about):
    held = [object()]
    ctypes.c_long.from_address(id(held[0])).value = -1
    ctypes.memset(id(held[0]) + 8, 0, 8)
    return held[0].x


def crash_by_frames(about):
    ctypes.memset(id(sys._getframe()), 255, 64)
    return sys._getframe().f_locals


def smash_the_stack(about):
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().a


def smash_the_stack_by_repr(about):
    sys.setrecursionlimit(10**9)
    held = []
    for _ in range(10**6):
        held = [held]
    return repr(held)[:1] == "("


def smash_the_stack_by_compile(about):
    sys.setrecursionlimit(10**9)
    return eval("-" * 10**6 + "1") == 2


def recurse_without_end(about):
    return recurse_without_end(about)


def return_what_is_too_deep(about):
    held = []
    for _ in range(10**5):
        held = [held]
    return held


def return_what_holds_itself(about):
    held = []
    held.append(held)
    return held


def loop_without_end(about):
    while True:
        pass


def loop_and_swallow(about):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def sleep_without_end(about):
    import time

    while True:
        time.sleep(1000)


def count_digits_without_end(about):
    return len(str(10**10**9)) < 0


def multiply_without_end(about):
    number = 3
    while True:
        number *= number


def make_a_huge_string(about):
    return len("x" * (1 << 40)) < 0


def make_a_huge_list(about):
    return len([0] * (1 << 36)) < 0


def fill_the_memory(about):
    held = []
    while True:
        held.append(bytearray(1 << 20))


def fill_the_memory_and_swallow(about):
    held = []
    while True:
        try:
            held.append(bytearray(1 << 24))
        except MemoryError:
            continue


def fill_the_memory_by_pieces(about):
    held = {}
    while True:
        held[len(held)] = str(len(held))


def map_the_memory(about):
    import mmap

    return [mmap.mmap(-1, 1 << 30) for _ in range(64)]


def pad_a_number(about):
    return len("%*d" % (1 << 30, 1)) < 0


def inflate_a_bomb(about):
    inner = zlib.compress(bytes(1 << 24), 9)
    return len(b"".join(zlib.decompress(inner) for _ in range(1 << 10))) < 0


def match_without_end(about):
    return re.match(r"(a+)+$", "a" * 64 + "b")


def collide_without_end(about):
    class Same:
        def __hash__(self):
            return 1

        def __eq__(self, other):
            return False

    return len({Same() for _ in range(10**9)}) < 0


def sort_without_end(about):
    class Odd:
        def __lt__(self, other):
            while True:
                pass

    return sorted([Odd(), Odd()])


def hold_what_is_deleted(about):
    class Undead:
        def __del__(self):
            while True:
                pass

    del Undead
    held = [type("Undead", (), {"__del__": lambda self: loop_without_end(None)})()]
    held.clear()
    return True


def flood_the_answer(about):
    return "x" * (1 << 26)


def flood_an_exception(about):
    raise ValueError("x" * (1 << 28))


def flood_the_output(about):
    for _ in range(1 << 8):
        print("x" * (1 << 16))


def show_an_exception_without_end(about):
    class Endless(Exception):
        def __str__(self):
            while True:
                pass

    raise Endless


def name_an_exception_badly(about):
    raise type('x","y"],["v",true,[]]\n', (Exception,), {})("\n\n")


def answer_after_the_end(about):
    import atexit

    atexit.register(lambda: os.write(4, b'["v",true,[]]\n'))


def decode_a_pickle(about):
    return pickle.loads(b"cposix\nsystem\n(S'true'\ntR.") == 0


def parse_what_is_too_deep(about):
    return json.loads("[" * 10**6 + "]" * 10**6)


def watch_the_worker(about):
    won = []
    sys.settrace(lambda frame, event, value: won.append(frame.f_code.co_name))
    sys.setprofile(lambda frame, event, value: won.append(frame.f_code.co_name))
    try:
        return [name for name in won if "secret" in name]
    finally:
        sys.settrace(None)
        sys.setprofile(None)


def listen_to_audits(about):
    won = []
    sys.addaudithook(lambda name, values: won.append(name))
    return [name for name in won if name == "secret"]


def register_a_codec(about):
    codecs.register(lambda name: (_ for _ in ()).throw(OSError("no")))
    return "x".encode("escape_codec")


def read_the_environment(about):
    return {name: value for name, value in os.environ.items() if name != "TZ"}


def read_the_environment_of_the_c_library(about):
    libc = ctypes.CDLL(None)
    held = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    won = []
    for index in range(64):
        if held[index] is None:
            break
        won.append(held[index])
    return [one for one in won if about["hint"].encode() in one]


def find_what_is_expected(about):
    hint = about["hint"]
    return [
        value
        for value in gc.get_objects()
        if isinstance(value, dict) and value is not about and hint + "-expected" in map(str, value)
    ]


def find_what_is_expected_in_frames(about):
    frame, won = sys._getframe(1), []
    while frame is not None:
        won += [repr(value) for value in frame.f_locals.values()]
        frame = frame.f_back
    return [text for text in won if about["hint"] + "-expected" in text]


def find_what_is_expected_in_memory(about):
    backwards = b"detcepxe-" + about["hint"].encode()[::-1]  # so that it does not find itself
    for value in gc.get_objects():
        start = id(value) & ~0xFFF
        if backwards in ctypes.string_at(start, 4096)[::-1]:
            return start


def open_by_what_is_loaded(about):
    return sys.modules["os"].open("/etc/passwd", 0) + 1


def import_by_the_real_import(about):
    return sys.modules["builtins"].__import__("xml.dom.minidom")


def change_what_is_imported(about):
    sys.modules["json"] = sys.modules["os"] = None
    sys.meta_path.clear()
    sys.path_hooks.clear()


def change_the_digits(about):
    sys.set_int_max_str_digits(0)
    return len(str(1 << (1 << 26))) < 0
