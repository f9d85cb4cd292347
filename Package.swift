// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every target: the Swift 6 language mode, and no warning is let through.
///
/// `MIGSIM_PLANT` in the environment compiles deliberate bugs in, for `.ci/plants` alone.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["MIGSIM_PLANT"] == nil ? [] : [.define("MIGSIM_PLANT")])

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
    module("Histories"),
    module("Documents", "SimKernel"),
    module("Schemas", "Documents"),
    module("Accounting", "SimKernel"),
    module("KafkaModel", "Accounting", "SimKernel"),
    module("MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module(
      "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting", "Documents", "SimKernel"),
    module(
      "ClusterImport", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting", "Documents",
      "SimKernel"),
    module(
      "Conformance", "MigrationModel", "KafkaModel", "Schemas", "Histories", "Documents",
      "SimKernel"),
    module("Rehearsal", "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    module(
      "Exploration", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
      "SimKernel"),
    module(
      "Measurement", "Exploration", "Rehearsal", "ScenarioFormat", "MigrationModel", "Documents",
      "SimKernel"),
    module(
      "Costing", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
      "Documents", "SimKernel"),
    module(
      "Reporting", "Costing", "Measurement", "Exploration", "Rehearsal", "MigrationModel",
      "KafkaModel", "Accounting", "Documents", "SimKernel"),
    module(
      "MigrationSimulator", "Reporting", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "Accounting", "Documents", "SimKernel"),
    .executableTarget(
      name: "migsim",
      dependencies: [
        "Reporting", "Costing", "Measurement", "Exploration", "Rehearsal", "Conformance",
        "ClusterImport", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
        "Documents", "SimKernel",
      ], swiftSettings: settings),
    tests("SimKernelTests", "SimKernel"),
    tests("HistoriesTests", "Histories"),
    tests("SchemasTests", "Schemas", "Documents"),
    tests("DocumentsTests", "Documents", "SimKernel"),
    tests("AccountingTests", "Accounting", "SimKernel"),
    tests("KafkaModelTests", "KafkaModel", "SimKernel"),
    tests("MigrationModelTests", "MigrationModel", "KafkaModel", "Accounting", "SimKernel"),
    tests(
      "RehearsalTests", "Reporting", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel",
      "Accounting", "Histories", "Documents", "SimKernel"),
    tests(
      "DeterminismTests", "Reporting", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "KafkaModel", "Accounting", "Documents", "SimKernel"),
    tests(
      "IncidentTests", "Rehearsal", "ScenarioFormat", "MigrationModel", "KafkaModel", "Accounting",
      "Documents", "SimKernel", resources: [.copy("Catalogue")]),
    tests(
      "MeasurementTests", "Measurement", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "Documents", "SimKernel"),
    tests(
      "CostingTests", "Reporting", "Costing", "Exploration", "Rehearsal", "ScenarioFormat",
      "MigrationModel", "KafkaModel", "Accounting", "Documents", "SimKernel"),
    tests("MigrationSimulatorTests", "MigrationSimulator"),
    tests(
      "ClusterImportTests", "ClusterImport", "Rehearsal", "ScenarioFormat", "MigrationModel",
      "Accounting", "Documents", "SimKernel", resources: [.copy("Samples")]),
    tests(
      "ConformanceTests", "Conformance", "ScenarioFormat", "Documents", resources: [.copy("Cases")]),
    tests(
      "ScenarioFormatTests", "ScenarioFormat", "Documents", "SimKernel",
      resources: [.copy("Broken"), .copy("Sound")]),
  ]
)
