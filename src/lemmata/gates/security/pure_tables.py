"""What pure tasks may use. A name that is not here is refused, so a mistake refuses too much."""

import builtins

from lemmata.contracts.purity import PURE_BUILTINS
from lemmata.gates.security.listing import listed

EXCEPTIONS = frozenset(
    name
    for name, found in vars(builtins).items()
    if isinstance(found, type) and issubclass(found, Exception)
)
"""Builtin exceptions: to raise one does nothing else. Those that end the process are no such."""

BUILTINS_ALLOWED = (
    PURE_BUILTINS
    | EXCEPTIONS
    | {"BaseException"}
    | listed(
        """
    bytearray classmethod issubclass iter next object property staticmethod __debug__
"""
    )
)

MODULES: dict[str, frozenset[str]] = {
    module: frozenset(members.split())
    for module, members in {
        "__future__": "annotations",
        "abc": "ABC abstractmethod",
        "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
        "collections": "Counter OrderedDict defaultdict deque",
        "collections.abc": "Callable Collection Container Hashable Iterable Iterator Mapping "
        "MutableMapping MutableSequence MutableSet Sequence Set Sized Generator "
        "ItemsView KeysView Reversible ValuesView",
        "copy": "copy deepcopy",
        "dataclasses": "KW_ONLY InitVar asdict astuple dataclass field fields is_dataclass replace",
        "datetime": "date datetime time timedelta timezone",
        "decimal": "Decimal ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN "
        "ROUND_HALF_UP ROUND_UP InvalidOperation",
        "enum": "Enum Flag IntEnum IntFlag StrEnum unique auto",
        "fractions": "Fraction",
        "functools": "cmp_to_key partial reduce total_ordering wraps",
        "heapq": "heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest",
        "icontract": "DBC ensure invariant require snapshot",
        "itertools": "accumulate chain combinations combinations_with_replacement compress count "
        "cycle dropwhile filterfalse groupby islice pairwise permutations product repeat starmap "
        "takewhile tee zip_longest",
        "json": "dumps loads JSONDecodeError",
        "lemmata": "decreases hole invariant",
        "math": "acos acosh asin asinh atan atan2 atanh ceil comb copysign cos cosh degrees dist e "
        "erf erfc exp expm1 fabs factorial floor fmod frexp fsum gamma gcd hypot inf isclose "
        "isfinite isinf isnan isqrt lcm ldexp lgamma log log10 log1p log2 modf nan perm pi pow "
        "prod radians remainder sin sinh sqrt tan tanh tau trunc",
        "operator": "add and_ contains countOf eq floordiv ge getitem gt indexOf index invert "
        "itemgetter le lshift lt mod mul ne neg not_ or_ pos pow rshift sub truediv truth xor",
        "re": "A ASCII DOTALL I IGNORECASE M MULTILINE Match Pattern S UNICODE VERBOSE X compile "
        "error escape findall finditer fullmatch match search split sub subn",
        "statistics": "fmean geometric_mean harmonic_mean mean median median_high median_low mode "
        "multimode pstdev pvariance quantiles stdev variance",
        "string": "ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits "
        "octdigits printable punctuation whitespace",
        "textwrap": "dedent fill indent shorten wrap",
        "typing": "Any Callable ClassVar Dict Final FrozenSet Generic Iterable Iterator List "
        "Literal Mapping NamedTuple NoReturn Optional Protocol Self Sequence Set Tuple Type "
        "TypeAlias TypeVar TypedDict Union assert_never cast overload Annotated AnyStr Collection "
        "Container DefaultDict Deque Generator Hashable KeysView ItemsView ValuesView Literal "
        "MutableMapping MutableSequence MutableSet Never NewType NotRequired ParamSpec Required "
        "Reversible Sized SupportsAbs SupportsFloat SupportsIndex SupportsInt Text TypeGuard final",
        "unicodedata": "bidirectional category combining decimal digit east_asian_width "
        "is_normalized lookup mirrored name normalize numeric",
    }.items()
}
"""Modules that compute and nothing else, with the members that stay inside that."""

FORBIDDEN_MEMBERS = {
    "datetime.datetime.now": "clock",
    "datetime.datetime.utcnow": "clock",
    "datetime.datetime.today": "clock",
    "datetime.date.today": "clock",
}
"""Members of allowed classes that do more than compute, with the effect they have."""

_TYPES = (
    str,
    bytes,
    bytearray,
    int,
    float,
    complex,
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    bool,
)
_OTHER_ATTRIBUTES = """
appendleft extendleft popleft rotate maxlen most_common elements total subtract move_to_end
default_factory numerator denominator limit_denominator quantize to_integral_value normalize
is_nan is_infinite is_finite is_signed sqrt as_tuple adjusted copy_abs name value args message
group groups groupdict start end span lastindex lastgroup string pattern flags match fullmatch
search findall finditer sub subn split year month day hour minute second microsecond tzinfo days
seconds microseconds total_seconds date time weekday isoweekday isocalendar isoformat strftime
strptime fromisoformat fromordinal toordinal combine utc min max resolution
from_iterable cache_clear setter getter deleter doc msg pos lineno colno reason exponent sign digits
start stop step func keywords fold utcoffset tzname
"""

ATTRIBUTES = (
    frozenset(name for known in _TYPES for name in dir(known) if not name.startswith("_"))
    | frozenset(_OTHER_ATTRIBUTES.split())
) - {"format", "format_map", "today", "now", "utcnow", "fromtimestamp"}
"""Methods and fields of values that a pure task can hold."""

ESCAPES = ("gi_", "cr_", "ag_", "tb_", "f_", "co_", "func_")
"""Beginnings of attributes that lead from a value to frames, code and globals."""

ESCAPE_NAMES = listed("mro with_traceback subclasshook")

REACHING = listed(
    "builtins ctypes gc importlib inspect io marshal os pathlib pickle runpy shutil socket "
    "subprocess sys threading"
)
"""Modules that another one has imported, and through which everything can be reached."""

DEFINABLE = listed(
    """
    __init__ __post_init__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __repr__ __str__
    __len__ __iter__ __next__ __contains__ __getitem__ __setitem__ __bool__ __call__ __int__
    __float__ __index__ __neg__ __pos__ __abs__ __invert__ __add__ __sub__ __mul__ __truediv__
    __floordiv__ __mod__ __pow__ __and__ __or__ __xor__ __lshift__ __rshift__ __radd__ __rsub__
    __rmul__ __rtruediv__ __rfloordiv__ __rmod__ __reversed__ __bytes__ __round__ __enter__
    __exit__
"""
)
"""Special methods that a class of a pure task may define."""

DECORATORS = listed(
    """
    builtins.staticmethod builtins.classmethod builtins.property dataclasses.dataclass
    functools.total_ordering functools.wraps enum.unique abc.abstractmethod typing.overload
    typing.final    icontract.require icontract.ensure icontract.invariant icontract.snapshot
"""
)

BASES = frozenset(f"builtins.{name}" for name in EXCEPTIONS) | listed(
    """
    builtins.object enum.Enum enum.IntEnum enum.StrEnum enum.Flag enum.IntFlag typing.NamedTuple
    typing.TypedDict typing.Protocol typing.Generic abc.ABC icontract.DBC
    """
)

MUTATORS = listed(
    """
    append extend insert pop remove clear sort reverse update setdefault popitem add discard
    appendleft popleft extendleft rotate subtract move_to_end intersection_update
    difference_update symmetric_difference_update
"""
)

BROAD = listed(
    """
    builtins.BaseException builtins.Exception builtins.MemoryError builtins.RecursionError
    builtins.SystemExit builtins.KeyboardInterrupt builtins.GeneratorExit
    builtins.BaseExceptionGroup
"""
)
"""Exceptions that hide what a gate must see when a handler swallows them."""
