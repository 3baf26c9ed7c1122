// swift-tools-version:6.1
import PackageDescription

// Modules stand lowest first; each imports only names above it (held by Tests/HouseTests).
let package = Package(
  name: "campaign",
  products: [
    .executable(name: "campc", targets: ["campc"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-atomics", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .target(name: "CampaignValues"),
    .target(name: "CampaignDiagnostics"),
    .target(name: "CampaignCalendar", dependencies: ["CampaignValues"]),
    // What languages write of numbers and dates, taken from Foundation's ICU; nothing else knows either.
    .target(name: "CampaignLocales", dependencies: ["CampaignValues"]),
    .target(name: "CampaignSyntax", dependencies: ["CampaignDiagnostics"]),
    .systemLibrary(
      name: "CCMarkGFM", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(name: "CampaignMarkdown", dependencies: ["CCMarkGFM", "CampaignValues"]),
    .target(
      name: "CampaignSemantics",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignCalendar", "CampaignLocales", "CampaignSyntax",
        "CampaignMarkdown",
      ],
      // ICU as Foundation has it, for the rules of plurals; what imports Foundation alone does not link it itself.
      linkerSettings: [.linkedLibrary("_FoundationICU")]),
    .target(name: "CampaignPlan", dependencies: ["CampaignValues"]),
    .target(
      name: "CampaignCompiler",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignLocales", "CampaignSemantics", "CampaignPlan",
        "CampaignCalendar",
      ]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CampaignSQLite", dependencies: ["CSQLite"]),
    // In what form the engine's processes hand each other messages, and what became of them.
    .target(
      name: "CampaignHandOff",
      dependencies: ["CampaignValues", .product(name: "Atomics", package: "swift-atomics")]),
    .target(
      name: "CampaignVM",
      dependencies: [
        "CampaignValues", "CampaignCalendar", "CampaignPlan", "CampaignSQLite", "CampaignHandOff",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "CampaignLedger", dependencies: ["CampaignSQLite"]),
    .target(
      name: "CampaignEngine",
      dependencies: [
        "CampaignValues", "CampaignCalendar", "CampaignPlan", "CampaignHandOff", "CampaignLedger", "CampaignSQLite",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "CampaignDelivery",
      dependencies: [
        "CampaignHandOff",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
      ]),
    .target(
      name: "CampaignTracking",
      dependencies: [
        "CampaignHandOff", "CampaignDelivery",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    // Landlock and seccomp, which Swift can't reach by itself: macros, variadic calls, numbers of system calls.
    .target(name: "CSandbox"),
    .target(name: "CampaignSandbox", dependencies: ["CSandbox"]),
    .target(
      name: "CampaignWorkspace",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignCalendar", "CampaignSyntax", "CampaignSemantics",
        "CampaignPlan", "CampaignCompiler",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "campc",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignSyntax", "CampaignSemantics", "CampaignPlan",
        "CampaignCompiler", "CampaignCalendar", "CampaignSQLite", "CampaignVM", "CampaignSandbox",
        "CampaignWorkspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "campd",
      dependencies: [
        "CampaignValues", "CampaignCalendar", "CampaignPlan", "CampaignHandOff", "CampaignLedger", "CampaignEngine",
        "CampaignDelivery", "CampaignTracking", "CampaignSandbox", "CampaignSemantics", "CampaignDiagnostics",
        "CampaignWorkspace",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Evaluates runs for campd, shut in; it links no server code.
    .executableTarget(
      name: "campd-worker",
      dependencies: ["CampaignCalendar", "CampaignHandOff", "CampaignPlan", "CampaignSandbox", "CampaignVM"]),
    .target(
      name: "CampaignTestSupport",
      dependencies: [
        "CampaignValues", "CampaignCalendar", "CampaignDiagnostics", "CampaignSyntax", "CampaignSemantics",
      ], path: "Tests/Support"),
    // A second, simple reading of the language to hold compiler and machine against, with random programs and audiences.
    .target(
      name: "CampaignOracle",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignCalendar", "CampaignLocales", "CampaignSyntax",
        "CampaignSemantics", "CampaignPlan", "CampaignCompiler", "CampaignTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ], path: "Tests/Oracle"),
    // grammar/campaign.ebnf, read and recognised without the parser.
    .target(name: "CampaignGrammar", path: "Tests/Grammar"),
    // What schedules fall due, for a test that holds the calendar against an oracle.
    .executableTarget(
      name: "calendar-probe", dependencies: ["CampaignCalendar", "CampaignValues"], path: "Tests/CalendarProbe"),
    // Tries from within a sandbox what the sandbox is there to refuse.
    .target(name: "SandboxCalls", path: "Tests/SandboxProbe/Calls"),
    .executableTarget(
      name: "sandbox-probe", dependencies: ["CampaignSandbox", "SandboxCalls"], path: "Tests/SandboxProbe/Probe"),
    // What is fed with any bytes at all, and the program through which libFuzzer does it.
    .target(
      name: "CampaignFuzzing",
      dependencies: [
        "CampaignValues", "CampaignDiagnostics", "CampaignCalendar", "CampaignSyntax", "CampaignSemantics",
        "CampaignPlan",
        "CampaignCompiler", "CampaignSQLite", "CampaignVM", "CampaignOracle", "CampaignTestSupport",
      ], path: "Tests/Fuzzing/Targets"),
    .executableTarget(name: "campaign-fuzz", dependencies: ["CampaignFuzzing"], path: "Tests/Fuzzing/Run"),
    .testTarget(name: "FuzzingTests", dependencies: ["CampaignFuzzing", "CampaignTestSupport"]),
    .testTarget(name: "HouseTests"),
    .testTarget(
      name: "CampaignSandboxTests", dependencies: ["CampaignSandbox", "CampaignTestSupport", "sandbox-probe"]),
    .testTarget(name: "CampaignValuesTests", dependencies: ["CampaignValues"]),
    .testTarget(name: "CampaignDiagnosticsTests", dependencies: ["CampaignDiagnostics"]),
    .testTarget(name: "CampaignCalendarTests", dependencies: ["CampaignCalendar"], exclude: ["Vectors"]),
    .testTarget(
      name: "CampaignSyntaxTests", dependencies: ["CampaignSyntax", "CampaignGrammar"], exclude: ["Sources"]),
    .testTarget(name: "CampaignMarkdownTests", dependencies: ["CampaignMarkdown"]),
    .testTarget(
      name: "CampaignSemanticsTests",
      dependencies: ["CampaignCalendar", "CampaignMarkdown", "CampaignSemantics", "CampaignTestSupport"]),
    .testTarget(name: "CampaignPlanTests", dependencies: ["CampaignPlan", "CampaignOracle", "CampaignTestSupport"]),
    .testTarget(
      name: "CampaignCompilerTests",
      dependencies: [
        "CampaignCompiler", "CampaignDiagnostics", "CampaignLocales", "CampaignVM", "CampaignSQLite", "CampaignOracle",
        "CampaignGrammar", "CampaignTestSupport",
      ]),
    .testTarget(name: "CampaignSQLiteTests", dependencies: ["CampaignSQLite"]),
    // A disk in memory whose process and power tests can take away.
    .target(name: "CSimulatedDisk", dependencies: ["CSQLite"], path: "Tests/SimulatedDisk"),
    .target(
      name: "CampaignSimulation",
      dependencies: [
        "CSimulatedDisk", "CampaignEngine", "CampaignLedger", "CampaignHandOff", "CampaignCalendar", "CampaignValues",
        "CampaignPlan", "CampaignCompiler", "CampaignSQLite", "CampaignTestSupport",
      ], path: "Tests/Simulation"),
    .executableTarget(name: "campaign-simulation", dependencies: ["CampaignSimulation"], path: "Tests/SimulationRun"),
    .testTarget(name: "SimulationTests", dependencies: ["CampaignSimulation", "CampaignTestSupport"]),
    .testTarget(
      name: "CampaignEngineTests",
      dependencies: [
        "CampaignEngine", "CampaignHandOff", "CampaignLedger", "CampaignPlan", "CampaignCompiler", "CampaignSimulation",
        "CampaignTestSupport",
      ]),
    .testTarget(
      name: "CampaignLedgerTests",
      dependencies: ["CampaignLedger", "CampaignSQLite", "CampaignSimulation", "CampaignTestSupport"]),
    .testTarget(name: "CampaignHandOffTests", dependencies: ["CampaignHandOff", "CampaignValues"]),
    // A mail server for tests that writes down what it takes.
    .executableTarget(
      name: "smtp-recorder",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], path: "Tests/SMTPRecorder"),
    .testTarget(
      name: "CampaignDeliveryTests",
      dependencies: [
        "CampaignDelivery", "CampaignHandOff", "CampaignTestSupport", "smtp-recorder",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
      ]),
    .testTarget(
      name: "CampaignTrackingTests",
      dependencies: [
        "CampaignTracking", "CampaignDelivery", "CampaignHandOff", "CampaignTestSupport", "campd",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "CampaignWorkspaceTests",
      dependencies: ["CampaignWorkspace", "CampaignDiagnostics", "CampaignPlan", "CampaignValues"]),
    .testTarget(
      name: "CampcTests",
      dependencies: [
        "campc", "sandbox-probe", "CampaignSQLite", "CampaignWorkspace", "CampaignOracle", "CampaignTestSupport",
      ]),
    .testTarget(
      name: "CampdTests",
      dependencies: [
        "campd", "campd-worker", "CampaignEngine", "CampaignLedger", "CampaignPlan", "CampaignWorkspace",
        "CampaignTestSupport",
      ]),
    .testTarget(
      name: "QualityTests",
      dependencies: ["CampaignDiagnostics", "CampaignSyntax", "CampaignSemantics", "CampaignTestSupport"]),
    // Every piece of campaign source in the pages compiles.
    .testTarget(
      name: "DocsTests",
      dependencies: [
        "CampaignDiagnostics", "CampaignSyntax", "CampaignPlan", "CampaignOracle", "CampaignGrammar",
        "CampaignTestSupport",
      ]),
    .testTarget(
      name: "CampaignVMTests",
      dependencies: [
        "CampaignVM", "CampaignLocales", "CampaignCompiler", "CampaignSemantics", "CampaignTestSupport",
        "CampaignSQLite",
        "campc", "sandbox-probe",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
