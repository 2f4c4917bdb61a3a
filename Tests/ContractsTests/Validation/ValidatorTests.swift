import Contracts
import Testing

struct ValidatorTests {
  @Test(arguments: [
    ("validators/a.py::validate", Validator.Target.function(path: "validators/a.py", name: "validate")),
    ("  a.py::_x1 \n", .function(path: "a.py", name: "_x1")), ("a.py::prüfe", .function(path: "a.py", name: "prüfe")),
    ("validators/check", .executable(path: "validators/check")), ("a b.sh", .executable(path: "a b.sh")),
    ("x::y.py::f", .function(path: "x::y.py", name: "f")),
  ])
  func `a validator is a function or a program`(_ text: String, _ expected: Validator.Target) {
    #expect(Validator(parsing: text)?.target == expected)
  }

  @Test(arguments: ["", "  ", "a.py::", "a.py::1x", "a.py::f()", "::f", ".py::f", "a.sh::f", "a.py::a.b", "a\0b"])
  func `anything else is none`(_ text: String) {
    #expect(Validator(parsing: text) == nil)
  }
}
