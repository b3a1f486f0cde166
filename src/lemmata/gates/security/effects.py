"""Which effect a call has, by the dotted name that it means."""

import ast
from collections.abc import Iterable

from lemmata.gates.security.listing import listed

_TABLE = {
    "network": """
        socket ssl http.client http.server urllib.request urllib.urlopen urllib.urlretrieve urllib2
        urllib3 requests httpx aiohttp ftplib smtplib poplib imaplib nntplib telnetlib xmlrpc
        paramiko socketserver websockets websocket grpc zmq boto3 botocore pycurl twisted scapy
        asyncio.open_connection asyncio.start_server webbrowser xmlrpclib httplib flask bottle
        tornado fastapi uvicorn pysnmp ldap ldap3 jenkins kubernetes docker pika kafka
    """,
    "files": """
        builtins.open builtins.file io.open io.FileIO codecs.open os.open os.remove os.unlink
        os.rename os.renames os.replace os.mkdir os.makedirs os.rmdir os.removedirs os.listdir
        os.scandir os.walk os.stat os.lstat os.chmod os.chown os.symlink os.link os.truncate
        os.utime os.access os.readlink os.path.exists os.path.isfile os.path.isdir os.path.getsize
        os.path.getmtime os.path.islink os.chdir os.getcwd os.umask os.fdopen os.mkfifo os.mknod
        os.tempnam os.tmpnam os.tmpfile shutil glob tempfile fileinput zipfile.ZipFile tarfile
        shelve dbm mmap linecache bz2.open gzip.open lzma.open configparser.read filecmp
        numpy.load numpy.save numpy.loadtxt numpy.savetxt pandas.read_csv pandas.read_pickle
        pandas.read_excel
    """,
    "processes": """
        subprocess os.system os.popen os.popen2 os.popen3 os.popen4 os.execl os.execle os.execlp
        os.execlpe os.execv os.execve os.execvp os.execvpe os.spawnl os.spawnle os.spawnlp
        os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe os.posix_spawn os.posix_spawnp
        os.startfile os.fork os.forkpty os.kill os.killpg os._exit os.abort os.wait os.waitpid
        os.setuid os.setgid os.nice pty popen2 commands multiprocessing signal atexit sys.exit
        builtins.exit builtins.quit concurrent.futures.ProcessPoolExecutor pexpect fabric resource
    """,
    "database": """
        sqlite3 psycopg2 psycopg MySQLdb pymysql mysql sqlalchemy pymongo redis asyncpg cx_Oracle
        oracledb pyodbc peewee aiosqlite apsw cassandra elasticsearch
    """,
    "clock": """
        time.time time.time_ns time.sleep time.monotonic time.perf_counter time.process_time
        time.clock time.localtime time.gmtime time.ctime time.strftime time.monotonic_ns
        time.perf_counter_ns datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today
        datetime.date.today datetime.now datetime.utcnow date.today sched timeit
    """,
    "randomness": """
        random secrets os.urandom os.getrandom uuid.uuid1 uuid.uuid4 numpy.random
    """,
    "environment": """
        os.environ os.environb os.getenv os.putenv os.unsetenv os.getpid os.getppid os.getlogin
        os.getuid os.geteuid os.uname os.cpu_count os.getloadavg sys.argv sys.path sys.modules
        sys.meta_path sys.setrecursionlimit sys.settrace sys.setprofile sys._getframe platform
        getpass locale.setlocale pwd grp inspect gc tracemalloc faulthandler
    """,
    "console": """
        builtins.print builtins.input builtins.raw_input builtins.breakpoint builtins.help
        sys.stdin sys.stdout sys.stderr logging warnings.warn pdb curses readline code
    """,
    "threads": """
        threading _thread thread asyncio concurrent.futures.ThreadPoolExecutor queue.Queue
        selectors
    """,
    "native code": """
        ctypes cffi _ctypes ctypes.util msvcrt winreg fcntl termios
    """,
    "dynamic code": """
        builtins.eval builtins.exec builtins.compile builtins.__import__ builtins.execfile
        builtins.reload importlib imp runpy codeop marshal
    """,
}

EFFECT_OF = {name: effect for effect, names in _TABLE.items() for name in names.split()}
"""A module, or a member of one, and the effect of using it."""

HARMLESS = listed(
    """
    logging.getLogger logging.NullHandler threading.Lock threading.RLock threading.local
    threading.get_ident _thread.get_ident _thread.RLock _thread.allocate_lock
    asyncio.iscoroutinefunction importlib.metadata
    subprocess.CalledProcessError subprocess.PIPE subprocess.DEVNULL subprocess.STDOUT
    subprocess.TimeoutExpired subprocess.list2cmdline tarfile.TarError tarfile.TarInfo
    requests.exceptions requests.RequestException requests.Timeout requests.ConnectionError
    urllib3.exceptions socket.error socket.timeout socket.gaierror socket.AF_INET
    socket.SOCK_STREAM sqlite3.Error sqlite3.Row inspect.cleandoc inspect.signature
    locale.setlocale.LC_ALL signal.SIGTERM signal.SIGINT signal.SIGKILL shutil.Error glob.escape
    asyncio.TimeoutError asyncio.CancelledError
"""
)
"""Members of those modules that have no effect of their own."""

FILE_METHODS = listed(
    """
    read_text write_text read_bytes write_bytes unlink mkdir rmdir touch iterdir rglob symlink_to
    hardlink_to is_file is_dir samefile extractall
"""
)
DATABASE_METHODS = listed(
    """
    executemany executescript cursor fetchone fetchall fetchmany
"""
)


def effect_of(meanings: Iterable[str]) -> tuple[str, str] | None:
    """The effect and the name that has it, of what an expression may mean."""
    for meaning in sorted(meanings):
        parts = meaning.replace("()", "").split(".")
        prefixes = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
        if any(prefix in HARMLESS for prefix in prefixes):
            continue
        for prefix in prefixes:
            if prefix in EFFECT_OF:
                return EFFECT_OF[prefix], meaning
    return None


def method_effect(node: ast.Attribute) -> str | None:
    """The effect that a method's name alone gives away."""
    if node.attr in FILE_METHODS:
        return "files"
    return "database" if node.attr in DATABASE_METHODS else None
