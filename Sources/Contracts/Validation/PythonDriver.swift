/// The Python program that calls one function of one file with the data that
/// it reads; it runs on Python 3.8 and later.
///
/// Its arguments are the absolute path of the file and the function's name;
/// with a third one the function is only looked for, and no data is read.
/// The result goes, as one JSON object, to a copy of standard output that the
/// function doesn't know of; whatever the function or a library in C prints
/// goes to standard error. A `verdict` has `ok` and `messages`; every other
/// `result` says how the validator is broken.
enum PythonDriver {
  static let source = #"""
    import sys
    # The folder of the data holds no modules of ours.
    sys.path[:] = [p for p in sys.path if p != ""]
    import importlib.util, io, json, os, traceback

    result = os.dup(1)
    os.dup2(2, 1)
    probing = len(sys.argv) > 3
    data_bytes = b"null" if probing else sys.stdin.buffer.read()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    process = os.getpid()
    path, name = sys.argv[1], sys.argv[2]

    def answer(kind, **members):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        # A copy that the function forked and that found its way back.
        if os.getpid() != process:
            os._exit(0)
        members["result"] = kind
        rest = json.dumps(members).encode("ascii")
        while rest:
            rest = rest[os.write(result, rest):]
        # Threads that the function left behind are not waited for.
        os._exit(0)

    def text(value):
        return str(value).encode("utf-8", "replace").decode("utf-8")[:2000]

    def trace(error):
        frames = [f for f in traceback.extract_tb(error.__traceback__)
                  if f.filename != "<string>" and not f.filename.startswith("<frozen importlib")]
        lines = traceback.format_list(frames) + traceback.format_exception_only(type(error), error)
        return "".join(lines).encode("utf-8", "replace").decode("utf-8")[-2000:]

    def place(error):
        if isinstance(error, SyntaxError) and error.filename == path:
            return error.lineno
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
        return lines[-1] if lines else None

    def kind(value):
        if isinstance(value, (tuple, list)):
            inner = ", ".join(type(v).__name__ for v in value[:4]) + (", ..." if len(value) > 4 else "")
            return "%s of (%s)" % (type(value).__name__, inner)
        return type(value).__name__

    def objections(error):
        errors = getattr(error, "errors", None)
        if callable(errors):
            try:
                return ["%s: %s" % (".".join(str(p) for p in e.get("loc", ())), e.get("msg", ""))
                        if e.get("loc") else str(e.get("msg", "")) for e in errors()]
            except Exception:
                pass
        if str(error):
            return [str(error)]
        frames = traceback.extract_tb(error.__traceback__)
        return ["%s: %s" % (type(error).__name__, frames[-1].line)]

    def judge(ok, messages):
        if isinstance(messages, str):
            messages = [messages]
        answer("verdict", ok=ok, messages=[text(m) for m in messages[:101]])

    def guarded(step, rejecting=()):
        try:
            return step()
        except rejecting as error:
            judge(False, objections(error))
        except MemoryError:
            answer("memory")
        except SystemExit as error:
            code = error.code
            answer("exit", code=0 if code is None else code & 0xff if isinstance(code, int) else 1)
        except BaseException as error:
            answer("raised", trace=trace(error), line=place(error))

    def load():
        sys.path.insert(0, os.path.dirname(path))
        spec = importlib.util.spec_from_file_location("workflow_validator", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    data = guarded(lambda: json.loads(data_bytes))
    del data_bytes
    function = getattr(guarded(load), name, None)
    if not callable(function):
        answer("function")
    if probing:
        answer("verdict", ok=True, messages=[])
    value = guarded(lambda: function(data), (ValueError, AssertionError))
    if isinstance(value, bool):
        judge(value, [])
    if isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(value[0], bool):
        messages = [] if value[1] is None else value[1]
        if isinstance(messages, (str, list, tuple)):
            guarded(lambda: judge(value[0], messages))
    answer("return", type=kind(value))
    """#
}
