"""Python loads this before a program, under `stillweb run`: connections of the program end at the interceptor on loopback.

Names of hosts are not resolved, and no packet leaves. It changes the two C modules below `socket` and `ssl` before anything
imports them, so that whatever is built on them is changed too: http.client, urllib, requests, httpx, aiohttp, asyncio, gevent.
The rules are those of destination.ts; the settings are written by environment.ts. Any Python from 3.7 on reads this file.
"""
import os
import sys

VARIABLE = "INTERCEPTED_BY_STILLWEB"
# An address that every name gets. IANA has withdrawn its network (RFC 7526), so nobody has it; yet it is not private, which
# some programs refuse to fetch from. A connection to it never leaves the process.
STAND_IN = "192.88.99.1"
LOOPBACK = "127.0.0.1"
WEB_PORTS = (80, 443)
OWN_NAMES = ("", "localhost", "ip6-localhost", "ip6-loopback", "::", "::1", "0.0.0.0")


class Settings:
    def __init__(self, text):
        lines = text.split("\n")
        self.port = int(lines[0])
        self.authority, self.refusals, self.folder, self.node_module = lines[1:5]
        self.variables = lines[5].split(",")
        self.allowed = set(lines[6:])


def is_own(name):
    """Whether a name or an address stands for this machine alone."""
    name = name.lower().rstrip(".").split("%")[0].strip("[]")
    if name.startswith("::ffff:"):
        name = name[7:]
    is_net = name.startswith("127.") and name.replace(".", "").isdigit()
    return is_net or name in OWN_NAMES or name.endswith(".localhost")


def text_of(host):
    """A host as text, as `socket` takes it: text, bytes, or None for any."""
    if host is None:
        return ""
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)


def guard_sockets(settings):
    import _socket
    import errno

    numeric_families = (_socket.AF_INET, getattr(_socket, "AF_INET6", None))
    base = _socket.socket
    real = {
        name: getattr(_socket, name)
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")
    }
    own_hostname = _socket.gethostname().lower()
    # Addresses of hosts that are let through, with the names under which they were looked up.
    passing = {}

    def is_named(name, port):
        return name in settings.allowed or "%s:%s" % (name, port) in settings.allowed

    def is_let_through(name, port):
        name = name.lower().rstrip(".")
        return is_named(name, port) or any(is_named(each, port) for each in passing.get(name, ()))

    def has_allowed_name(name):
        name = name.lower().rstrip(".")
        return any(each == name or each.rpartition(":")[0] == name for each in settings.allowed)

    def is_numeric(name):
        for family in numeric_families:
            try:
                _socket.inet_pton(family, name.split("%")[0])
                return True
            except (OSError, TypeError, ValueError):
                pass
        return False

    def note(kind, host, port):
        try:
            with open(settings.refusals, "a") as file:
                file.write("%s://%s:%s\n" % (kind, host, port))
        except OSError:
            pass

    def own_name(name):
        """The name to be looked up in place of one that stands for this machine or is an address; None for any other."""
        if name.lower() == own_hostname:
            return LOOPBACK
        return name if is_own(name) or is_numeric(name) else None

    def remember(name, addresses):
        for address in addresses:
            passing.setdefault(address, set()).add(name.lower().rstrip("."))

    def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        if host is None:
            return real["getaddrinfo"](host, port, family, type, proto, flags)
        name = text_of(host)
        own = own_name(name)
        if own is not None:
            return real["getaddrinfo"](own, port, family, type, proto, flags)
        if has_allowed_name(name):
            found = real["getaddrinfo"](host, port, family, type, proto, flags)
            remember(name, [entry[4][0] for entry in found])
            return found
        if flags & _socket.AI_NUMERICHOST:
            raise _socket.gaierror(_socket.EAI_NONAME, "Name or service not known")
        return real["getaddrinfo"](STAND_IN, port, family, type, proto, flags)

    def gethostbyname_ex(host):
        name = text_of(host)
        own = own_name(name)
        if own is not None:
            return real["gethostbyname_ex"](own) if is_own(own) else (name, [], [name])
        if not has_allowed_name(name):
            return (name, [], [STAND_IN])
        found = real["gethostbyname_ex"](host)
        remember(name, found[2])
        return found

    def gethostbyname(host):
        name = text_of(host)
        own = own_name(name)
        return real["gethostbyname"](own) if own is not None else gethostbyname_ex(host)[2][0]

    def gethostbyaddr(host):
        name = text_of(host)
        if is_own(name) or name.lower() == own_hostname:
            return real["gethostbyaddr"](LOOPBACK if name.lower() == own_hostname else name)
        raise _socket.herror(1, "Unknown host")

    def getnameinfo(address, flags):
        if not is_own(text_of(address[0])):
            flags |= _socket.NI_NUMERICHOST
        return real["getnameinfo"](address, flags)

    def find_way(sock, address):
        """Where a connection goes in place of `address`. Raises OSError for what may go nowhere."""
        if sock.family not in numeric_families or not isinstance(address, tuple) or len(address) < 2:
            return address
        name, port = text_of(address[0]), address[1]
        if name.lower() == own_hostname:
            return (LOOPBACK,) + address[1:]
        if is_own(name) or is_let_through(name, port):
            return address
        if sock.type & 15 != _socket.SOCK_STREAM:
            note("udp", name, port)
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        if port not in WEB_PORTS:
            note("tcp", name, port)
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        if sock.family == _socket.AF_INET:
            return (LOOPBACK, settings.port)
        return ("::ffff:" + LOOPBACK, settings.port)

    def connect(self, address):
        return base.connect(self, find_way(self, address))

    def connect_ex(self, address):
        try:
            return base.connect_ex(self, find_way(self, address))
        except OSError as error:
            return error.errno

    def sendto(self, data, *rest):
        return base.sendto(self, data, *(rest[:-1] + (find_way(self, rest[-1]),)))

    def sendmsg(self, buffers, ancdata=(), flags=0, address=None):
        if address is None:
            return base.sendmsg(self, buffers, ancdata, flags)
        return base.sendmsg(self, buffers, ancdata, flags, find_way(self, address))

    methods = {"connect": connect, "connect_ex": connect_ex, "sendto": sendto}
    if hasattr(base, "sendmsg"):
        methods["sendmsg"] = sendmsg
    functions = {
        "getaddrinfo": getaddrinfo,
        "gethostbyname": gethostbyname,
        "gethostbyname_ex": gethostbyname_ex,
        "gethostbyaddr": gethostbyaddr,
        "getnameinfo": getnameinfo,
    }
    guarded = type("socket", (base,), dict(methods, __slots__=(), __module__="_socket"))
    _socket.socket = _socket.SocketType = guarded
    for name, function in functions.items():
        setattr(_socket, name, function)
    # A file of paths (`.pth`) may have imported it already.
    loaded = sys.modules.get("socket")
    if loaded is not None:
        for name, function in methods.items():
            setattr(loaded.socket, name, function)
        for name, function in functions.items():
            if name != "getaddrinfo":
                setattr(loaded, name, function)


def trust(context_type, settings):
    """Lets a context that is given roots of its own, such as certifi's, trust the interceptor as well."""
    load = context_type.load_verify_locations

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        load(self, cafile, capath, cadata)
        load(self, settings.authority)

    return load_verify_locations


class TrustFinder:
    """Changes `_ssl` when it is imported, so that programs without TLS need not load it."""

    def __init__(self, settings):
        self.settings = settings

    def find_spec(self, name, path=None, target=None):
        if name != "_ssl":
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is not None:
            spec.loader = TrustLoader(spec.loader, self.settings)
        return spec


class TrustLoader:
    def __init__(self, loader, settings):
        self.loader = loader
        self.settings = settings

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        base = module._SSLContext
        changed = {"__slots__": (), "load_verify_locations": trust(base, self.settings)}
        module._SSLContext = type("_SSLContext", (base,), changed)


def guard_contexts(settings):
    ssl = sys.modules.get("ssl")
    if ssl is None:
        sys.meta_path.insert(0, TrustFinder(settings))
    else:
        ssl.SSLContext.load_verify_locations = trust(ssl.SSLContext, settings)


def guard_processes(settings):
    """Programs that are started with an environment of their own are held by it too, as servers of MCP are started."""

    def complete(environment):
        whole = dict(environment)
        for name in settings.variables:
            value = os.environ.get(name)
            if value is None:
                continue
            if name == "PYTHONPATH" and whole.get(name):
                if settings.folder not in whole[name].split(os.pathsep):
                    whole[name] = settings.folder + os.pathsep + whole[name]
            elif name == "NODE_OPTIONS" and whole.get(name):
                if settings.node_module not in whole[name]:
                    whole[name] += " --require=" + settings.node_module
            else:
                whole.setdefault(name, value)
        return whole

    def complete_list(pairs):
        """The same for `NAME=VALUE` in bytes."""
        parted = (os.fsdecode(pair).partition("=") for pair in pairs)
        whole = complete({name: value for name, _, value in parted})
        return [os.fsencode(name + "=" + value) for name, value in whole.items()]

    def with_environment(function, place):
        def start(*arguments, **named):
            if len(arguments) > place and arguments[place] is not None:
                arguments = arguments[:place] + (complete(arguments[place]),) + arguments[place + 1 :]
            elif named.get("env") is not None:
                named["env"] = complete(named["env"])
            return function(*arguments, **named)

        return start

    for name in ("execve", "posix_spawn", "posix_spawnp"):
        if hasattr(os, name):
            setattr(os, name, with_environment(getattr(os, name), 2))
    try:
        import _posixsubprocess
    except ImportError:
        return
    fork_exec = _posixsubprocess.fork_exec

    def fork_exec_held(args, executables, close_fds, pass_fds, cwd, environment, *rest):
        if environment is not None:
            environment = complete_list(environment)
        return fork_exec(args, executables, close_fds, pass_fds, cwd, environment, *rest)

    _posixsubprocess.fork_exec = fork_exec_held
    loaded = sys.modules.get("subprocess")
    if loaded is not None and hasattr(loaded, "_fork_exec"):
        loaded._fork_exec = fork_exec_held


def load_next():
    """The `sitecustomize` that this one stands before: a distribution or a virtual environment may have its own."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    others = [path for path in sys.path if os.path.abspath(path or os.curdir) != here]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


def main():
    text = os.environ.get(VARIABLE)
    if text is None:
        return
    try:
        settings = Settings(text)
        guard_sockets(settings)
        guard_contexts(settings)
        guard_processes(settings)
    except BaseException as fault:
        # A program that is not held could reach the web: better none.
        sys.stderr.write("stillweb run: Python %s cannot be held: %r\n" % (sys.version.split()[0], fault))
        sys.stderr.flush()
        os._exit(1)


main()
load_next()
