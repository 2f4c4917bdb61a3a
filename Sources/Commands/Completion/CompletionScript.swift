internal import ArgumentParser
import Platform

/// The script by which a shell completes our commands: the one that
/// ArgumentParser makes, and what it can't say.
struct CompletionScript {
  private(set) var text: String

  /// The script that the arguments ask for; nil if they ask for none, or for
  /// that of a shell that isn't known.
  init?(askedBy arguments: [String]) {
    let option = "--generate-completion-script"
    guard let first = arguments.first, first.hasPrefix(option) else { return nil }
    let name =
      first.hasPrefix(option + "=") ? String(first.dropFirst(option.count + 1)) : arguments.dropFirst().first
    guard let shell = name.map(CompletionShell.init) ?? CompletionShell.autodetected() else { return nil }
    self.init(shell)
  }

  init(_ shell: CompletionShell) {
    text = CompletionTree.completionScript(for: shell)
    switch shell {
    case .bash: completeBash()
    case .zsh: completeZsh()
    case .fish: completeFish()
    default: break
    }
    if !text.hasSuffix("\n") { text += "\n" }
  }

  /// Where files or folders may stand beside the names that are offered: the
  /// question of the script, and whether folders alone.
  private static let places: [(question: String, folders: Bool)] = [
    ("---completion flow -- positional@0 ", false), ("---completion init -- positional@0 ", true),
  ]

  /// What `help` tells of.
  private static var helpWords: String {
    (ClaudeWorkflow.Root.commandNames + HelpTopic.allCases.map(\.rawValue)).joined(separator: " ")
  }

  // MARK: The shells

  private mutating func completeBash() {
    takeNamesAsTheyAre()
    for place in Self.places {
      let call = "__claude-workflow_add_names " + place.question
      replace(call, by: "__claude-workflow_add_completions \(place.folders ? "-d" : "-f")\n        " + call)
    }
    let help = "_claude-workflow_help() {\n"
    replace(
      help,
      by: help + "    [[ \"${prev}\" = help ]] && COMPREPLY+=($(compgen -W '\(Self.helpWords)' -- \"${cur}\"))\n")
    // To bash `node=label` and `plugin:agent` are three words, of which the
    // last is to be replaced. They are one where no blank stands between them.
    replace(
      "complete -o filenames -F _claude-workflow claude-workflow",
      by: """
        _claude-workflow_words() {
            local -r typed="${COMP_WORDS[COMP_CWORD]}"
            local -a words=()
            local -i place current=0
            local word breaks parted prefix rest="${COMP_LINE}" joins=false odd=false
            for ((place = 0; place < ${#COMP_WORDS[@]}; place++)); do
                word="${COMP_WORDS[place]}"
                [[ -n "${word}" && -z "${word//[=:@]/}" ]] && breaks=true || breaks=false
                [[ "${rest}" = [[:space:]]* ]] && parted=true || parted=false
                rest="${rest#"${rest%%[![:space:]]*}"}"
                rest="${rest#*"${word}"}"
                if ((${#words[@]} > 0)) && ! "${parted}" && { "${joins}" || "${breaks}"; }; then
                    words[${#words[@]} - 1]+="${word}"
                else
                    words+=("${word}")
                fi
                joins="${breaks}"
                ((place == COMP_CWORD)) && current=$((${#words[@]} - 1))
            done
            # `--option=value` is the option and its value.
            local -a COMP_WORDS=()
            local -i COMP_CWORD=0
            for ((place = 0; place < ${#words[@]}; place++)); do
                word="${words[place]}"
                if [[ "${word}" = --*=* ]]; then
                    COMP_WORDS+=("${word%%=*}")
                    word="${word#*=}"
                fi
                ((place == current)) && COMP_CWORD="${#COMP_WORDS[@]}"
                COMP_WORDS+=("${word}")
            done
            local -r whole="${COMP_WORDS[COMP_CWORD]}"
            _claude-workflow "${1}" "${whole}" "${COMP_WORDS[COMP_CWORD - 1]}"
            # As a file's name it would get a backslash before `=` and `:`, and
            # none before a `$` that is typed already. An open quote is bash's.
            # An older bash than 4 hasn't the builtin.
            if { "${odd}" || [[ "${COMPREPLY[*]}" = *[=:@]* ]]; } && [[ "${typed}" != [\\"\\']* ]] \\
                && compopt +o filenames 2>/dev/null; then
                for place in "${!COMPREPLY[@]}"; do
                    printf -v word %q "${COMPREPLY[place]}"
                    COMPREPLY[place]="${word}"
                done
            fi
            # What bash replaces is the part that it gave.
            prefix="${whole%"${2}"}"
            if [[ "${prefix}${2}" = "${whole}" && ("${prefix}" = *[=:] || "${2}" = @*) ]]; then
                COMPREPLY=("${COMPREPLY[@]#"${prefix}"}")
            fi
        }

        complete -o filenames -F _claude-workflow_words claude-workflow
        """)
  }

  /// To `compgen -W` the names would be a text of the shell, in which it runs
  /// commands. They are lines, of which those are offered that begin with
  /// what is typed; what is odd in them is quoted when all is found.
  private mutating func takeNamesAsTheyAre() {
    let call = "__claude-workflow_add_completions -W \"$(__claude-workflow_custom_complete "
    text = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard let range = line.firstRange(of: call), line.hasSuffix(")\"") else { return String(line) }
      return line[..<range.lowerBound] + "__claude-workflow_add_names " + line[range.upperBound...].dropLast(2)
    }.joined(separator: "\n")
    let function = "__claude-workflow_custom_complete() {\n"
    replace(
      function,
      by: """
        __claude-workflow_add_names() {
            local name quoted
            while IFS='' read -r name; do
                printf -v quoted %q "${name}"
                if [[ "${name}" = "${cur#[\\"\\']}"* || "${quoted}" = "${cur}"* ]]; then
                    COMPREPLY+=("${name}")
                    [[ "${name}" = "${quoted}" ]] || odd=true
                fi
            done < <(__claude-workflow_custom_complete "${@}")
        }


        """ + function)
  }

  private mutating func completeZsh() {
    for place in Self.places {
      let call = "{__claude-workflow_custom_complete " + place.question
      replace(call, by: "{_files\(place.folders ? " -/" : ""); " + call.dropFirst())
    }
    replace("'*:subcommands:'", by: "'*:subcommands:(\(Self.helpWords))'")
  }

  private mutating func completeFish() {
    for place in Self.places {
      let call = "(__claude-workflow_custom_completion " + place.question
      replace(
        call,
        by: "(\(place.folders ? "__fish_complete_directories" : "__fish_complete_path (commandline -ct)"); "
          + call.dropFirst())
    }
    // The cursor's place in the word, which none of ours asks for, isn't to be
    // had where nobody types (fish 3).
    text = text.split(separator: "(__claude-workflow_tokens -tC)", omittingEmptySubsequences: false)
      .joined(separator: "0")
    text +=
      "\ncomplete -c 'claude-workflow' -n '__claude-workflow_should_offer_completions_for_positional \"claude-workflow help\" -eq 1' -fka '\(Self.helpWords)'\n"
  }

  /// The tests in the shells tell if a new version of the package writes it
  /// otherwise.
  private mutating func replace(_ part: String, by new: String) {
    guard let range = text.firstRange(of: part) else { return }
    text.replaceSubrange(range, with: new)
  }
}
