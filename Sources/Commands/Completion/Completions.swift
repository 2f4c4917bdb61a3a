internal import ArgumentParser

/// `claude-workflow completions`: what a shell reads to complete the commands.
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints the script by which bash, zsh or fish completes the commands.",
    discussion: """
      For bash write it to ~/.local/share/bash-completion/completions/claude-workflow, for zsh to the file \
      _claude-workflow in a folder of $fpath, for fish to ~/.config/fish/completions/claude-workflow.fish. A new version \
      of the program wants a new script.
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    var known: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: ArgumentHelp("bash, zsh or fish; without it the one that $SHELL names.", valueName: "shell"))
  var shell: Shell?

  func run() throws {
    guard let shell = shell?.known ?? CompletionShell.autodetected() else {
      throw Self.failure(
        "$SHELL names no shell that is known here; say `claude-workflow completions bash`, zsh or fish")
    }
    Output.standard.write(CompletionScript(shell).text)
  }
}
