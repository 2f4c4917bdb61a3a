// swift-tools-version: 6.2
import PackageDescription

/// A hook pays for each type of which the runtime must make something at its
/// first use, so as much as can be is decided by the compiler:
/// - Generic types are found by calls instead of by their mangled names, which
///   would have to be parsed: 8% of the instructions of an accepted hand-over,
///   for 0.2% more bytes.
/// - Values are copied and destroyed by code of their own instead of by their
///   types' witnesses: another 5%, for 4% more bytes.
let hookStart = SwiftSetting.unsafeFlags(
  ["-disable-concrete-type-metadata-mangled-name-accessors", "-disable-type-layout"].flatMap { ["-Xfrontend", $0] },
  .when(configuration: .release))

/// Each function in a section of its own, which a linker can put anywhere.
let functionSections = SwiftSetting.unsafeFlags(
  ["-Xfrontend", "-function-sections"], .when(platforms: [.linux], configuration: .release))

/// What every target is compiled with. Warnings are errors; the upcoming
/// features make hidden costs and hidden imports visible:
/// - ExistentialAny: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
/// - InternalImportsByDefault: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
/// - MemberImportVisibility: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  hookStart,
  functionSections,
]

/// The executables are static where the platform has static executables;
/// ARCHITECTURE.md has the figures.
func staticExecutable(_ driverOptions: [String] = [], linker: [String] = []) -> [LinkerSetting] {
  let flags = ["-static-executable"] + driverOptions + (["--gc-sections"] + linker).flatMap { ["-Xlinker", $0] }
  return [.unsafeFlags(flags, .when(platforms: [.linux], configuration: .release))]
}

/// The hooks run on every prompt and tool call. The functions that they call
/// stand side by side (`make order` finds them), else each start touches all
/// of the executable: lld can do that, and comes with the toolchain. The
/// alignment lets the system map code in pages of 2 MB.
let hookLinkerSettings = staticExecutable(
  ["-use-ld=lld"],
  linker: [
    "--symbol-ordering-file=\(Context.packageDirectory)/scripts/hook-order.txt", "--no-warn-symbol-ordering",
    "-z", "max-page-size=2097152",
  ])

/// What ArgumentParser's Foundation needs in a static executable, and the
/// linker isn't told by the toolchain.
let commandLineLibraries: [LinkerSetting] = ["_FoundationCollections", "_FoundationCShims", "swiftSynchronization"]
  .map { .linkedLibrary($0, .when(platforms: [.linux], configuration: .release)) }

/// Who may import whom. ARCHITECTURE.md explains the order.
let libraries: [(name: String, dependencies: [Target.Dependency])] = [
  ("Platform", []),
  ("Diagnostics", []),
  ("Documents", ["Diagnostics", "CLibYAML"]),
  ("JSONSchema", ["Documents", "Diagnostics", "CPCRE2"]),
  ("Flows", ["Documents", "Diagnostics"]),
  ("Contracts", ["Flows", "JSONSchema", "Documents", "Diagnostics", "Platform"]),
  ("Runs", ["Flows", "Documents", "Diagnostics", "Platform"]),
  ("Hooks", ["Runs", "Contracts", "Flows", "Documents", "Diagnostics", "Platform"]),
]

/// The command line alone has a package to stand on: the hooks have no
/// arguments, and what they link decides what each of their calls costs.
let commands: [Target.Dependency] = [
  "Hooks", "Runs", "Contracts", "Flows", "JSONSchema", "Documents", "Diagnostics", "Platform",
  .product(name: "ArgumentParser", package: "swift-argument-parser"),
]

let hooks = ["workflow-input", "subagent-input", "subagent-output", "workflow-output"]

let package = Package(
  name: "claude-workflow",
  platforms: [.macOS(.v13)],
  products: [.executable(name: "claude-workflow", targets: ["claude-workflow"])]
    + hooks.map { .executable(name: $0, targets: [$0]) }
    + libraries.map { .library(name: $0.name, targets: [$0.name]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
    .target(
      name: "TestSupport", dependencies: ["Diagnostics", "SystemCallFaults"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .target(name: "SystemCallFaults", path: "Tests/SystemCallFaults"),
    .executableTarget(
      name: "journal-writer", dependencies: ["Runs", "Documents", "Platform"], path: "Tests/JournalWriter",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "late-hook", dependencies: ["Hooks", "Platform"], path: "Tests/LateHook", swiftSettings: swiftSettings),
  ]
    + libraries.map {
      .target(name: $0.name, dependencies: $0.dependencies, swiftSettings: swiftSettings)
    }
    + libraries.map {
      .testTarget(
        name: $0.name + "Tests",
        dependencies: [.init(stringLiteral: $0.name), "TestSupport"] + $0.dependencies
          // The page of all diagnostics is played where all of them can arise.
          + ($0.name == "Hooks" ? ["JSONSchema"] : []),
        exclude: ["Flows", "Hooks"].contains($0.name) ? ["Fixtures"] : [], swiftSettings: swiftSettings)
    }
    + [
      .target(name: "Commands", dependencies: commands, swiftSettings: swiftSettings),
      .executableTarget(
        name: "claude-workflow", dependencies: ["Commands"], swiftSettings: swiftSettings,
        linkerSettings: staticExecutable() + commandLineLibraries),
      .executableTarget(
        name: "flow-runs", dependencies: ["Runs", "Flows", "Documents", "Diagnostics", "Platform"],
        path: "Benchmarks/FlowRuns", swiftSettings: swiftSettings),
      .testTarget(
        name: "CommandsTests",
        // The executables are run: the program, and the hooks that it plays.
        dependencies: ["Commands", "TestSupport", "claude-workflow"]
          + hooks.map { .init(stringLiteral: $0) } + commands,
        exclude: ["Fixtures"], swiftSettings: swiftSettings),
    ]
    + hooks.map {
      .executableTarget(
        name: $0, dependencies: ["Hooks", "Platform"], swiftSettings: swiftSettings,
        linkerSettings: hookLinkerSettings)
    }
)

// Only for `make fuzz`: it takes the place of main.
if Context.environment["CLAUDE_WORKFLOW_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["JSONSchema", "Documents", "Diagnostics"], path: "Tests/Fuzzing",
      swiftSettings: swiftSettings))
}
