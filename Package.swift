// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every target: the Swift 6 language mode, and no warning is let through.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: Target.Dependency..., resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

// Targets stand in the order of the way through the house: each may import what stands above it.
let package = Package(
  name: "migsim",
  products: [
    .executable(name: "migsim", targets: ["migsim"]),
    .library(name: "MigrationSimulator", targets: ["MigrationSimulator"]),
  ],
  targets: [
    module("SimKernel"),
    module("Accounting", "SimKernel"),
    module("KafkaModel", "Accounting", "SimKernel"),
    module("MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module("ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module(
      "ClusterImport", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module("Conformance", "ScenarioFormat", "MigrationModel", "KafkaModel", "SimKernel"),
    module("Rehearsal", "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module(
      "Exploration", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
      "SimKernel"),
    module(
      "Measurement", "Exploration", "Rehearsal", "ScenarioFormat", "MigrationModel", "SimKernel"),
    module(
      "Reporting", "Measurement", "Exploration", "Rehearsal", "ScenarioFormat", "MigrationModel",
      "KafkaModel",
      "Accounting", "SimKernel"),
    module(
      "MigrationSimulator", "Reporting", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "Accounting", "SimKernel"),
    .executableTarget(
      name: "migsim",
      dependencies: [
        "Reporting", "Measurement", "Exploration", "Rehearsal", "Conformance", "ClusterImport",
        "ScenarioFormat",
        "MigrationModel", "KafkaModel", "Accounting", "SimKernel",
      ], swiftSettings: settings),
    tests("SimKernelTests", "SimKernel"),
    tests("AccountingTests", "Accounting", "SimKernel"),
    tests("KafkaModelTests", "KafkaModel", "SimKernel"),
    tests("MigrationModelTests", "MigrationModel", "KafkaModel", "SimKernel"),
    tests(
      "RehearsalTests", "Reporting", "Rehearsal", "MigrationModel", "KafkaModel", "Accounting",
      "SimKernel"),
    tests(
      "DeterminismTests", "Reporting", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    tests(
      "IncidentTests", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
      "SimKernel", resources: [.copy("Catalogue")]),
    tests(
      "MeasurementTests", "Measurement", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "SimKernel"),
    tests("MigrationSimulatorTests", "MigrationSimulator"),
    tests(
      "ClusterImportTests", "ClusterImport", "Rehearsal", "ScenarioFormat", "MigrationModel",
      "Accounting", "SimKernel", resources: [.copy("Samples")]),
    tests("ConformanceTests", "Conformance", "ScenarioFormat", resources: [.copy("Cases")]),
    tests(
      "ScenarioFormatTests", "ScenarioFormat", "SimKernel",
      resources: [.copy("Broken"), .copy("Sound")]),
  ]
)
