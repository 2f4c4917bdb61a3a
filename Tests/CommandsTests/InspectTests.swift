import TestSupport
import Testing

@Suite("claude-workflow inspect")
struct InspectTests {
  private let folder = try? ScratchFolder()

  private func inspect(_ arguments: String..., input: String = "") throws -> CommandRun {
    try CommandRun(["inspect"] + arguments, in: try #require(folder), input: input)
  }

  @Test func `a document is shown as its header and its content`() throws {
    try #require(folder).write("Here it is:\n\n---\nwhen: 2026-01-06\nof: 1.50\n---\n\n# Title\n", to: "a.md")
    let run = try inspect("a.md")
    #expect(run.status == 0)
    #expect(
      run.output == """
        {
          "header": {
            "when": "2026-01-06",
            "of": 1.5
          },
          "content": "# Title"
        }

        """)
  }

  @Test func `numbers are exact`() throws {
    let run = try inspect("-", input: #"{"a": 1e400, "b": 18446744073709551617, "c": 0.1}"#)
    #expect(run.output.contains("1e400") && run.output.contains("18446744073709551617") && run.output.contains("0.1"))
  }

  @Test func `the format can be said`() throws {
    #expect(try inspect("--input", "yaml", "-", input: "--- {a: yes}\n").output == "{\n  \"a\": \"yes\"\n}\n")
    #expect(try inspect("--input", "json", "-", input: "a: 1").status == 1)
  }

  @Test func `a text that can't be read gives the status 1 with the place`() throws {
    let run = try inspect("-", input: "a: [1\nb: 2\n")
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.error.hasPrefix("standard input:"))
  }

  @Test func `a file that isn't there gives the status 2`() throws {
    let run = try inspect("none.md")
    #expect(run.status == 2)
    #expect(
      run.error
        == "claude-workflow: cannot read \"none.md\": No such file or directory; expected a file, or - for standard input\n"
    )
  }

  @Test func `help and version go to standard output`() throws {
    let folder = try #require(folder)
    for arguments in [["--help"], ["--version"], ["inspect", "--help"]] {
      let run = try CommandRun(arguments, in: folder)
      #expect(run.status == 0 && !run.output.isEmpty && run.error.isEmpty)
    }
  }
}
