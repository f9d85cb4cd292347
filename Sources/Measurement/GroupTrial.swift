import Documents
import Exploration
import MigrationModel
import Rehearsal
import ScenarioFormat
import SimKernel

/// A group of samples and the scenario that stands for it, ready to be run.
package struct GroupTrial: Sendable {
  package let group: SampleGroup
  /// The scenario file as the user named it.
  package let scenarioFile: String
  let binding: MeasuredBinding
  /// The scenario as it is for each sample; one for all if nothing that was drawn has a place in it.
  private let trials: [Trials]
  private let isGivenDrawn: Bool
  private let firstSeed: UInt64

  /// - Throws: What keeps a sample's values out of the scenario.
  package init(
    _ group: SampleGroup, _ scenario: ScenarioFile, _ binding: MeasuredBinding
  ) throws(MeasurementProblem) {
    self.group = group
    self.binding = binding
    scenarioFile = scenario.file
    let changes = binding.groups.first { $0.label == group.label }?.changes ?? []
    let own = scenario.with(changes)
    guard own.isValid else {
      throw MeasurementProblem(
        "\(scenario.file): with what it sets for group \(quoted(group.label)), it is wrong:\n"
          + own.report.text())
    }
    isGivenDrawn = binding.drawn.contains { drawn in
      group.samples.contains { $0.drawn(drawn.name) != nil }
    }
    firstSeed = own.scenario()?.seed ?? 1
    var trials: [Trials] = []
    for place in group.samples.indices where isGivenDrawn || place == 0 {
      trials.append(Trials(try Self.scenario(own, group, place, binding)))
    }
    self.trials = trials
  }

  /// The scenario with what was drawn for a sample.
  private static func scenario(
    _ own: ScenarioFile, _ group: SampleGroup, _ place: Int, _ binding: MeasuredBinding
  ) throws(MeasurementProblem) -> ScenarioFile {
    let sample = group.samples[place]
    var changes: [MeasuredBinding.Change] = []
    for drawn in binding.drawn {
      let start = drawn.since.map { sample.drawn($0) }
      guard let node = sample.drawn(drawn.name), start == nil || start != .some(nil) else {
        continue
      }
      let whose = "sample \(place + 1) of \(quoted(group.label)): \(quoted(drawn.name))"
      guard let value = DrawnValue(node),
        let since = start.flatMap({ $0 }).map(DrawnValue.init) ?? DrawnValue(billionths: 0)
      else { throw MeasurementProblem("\(own.file): \(whose) is no number that it could take") }
      let sum = value.billionths - since.billionths + drawn.plus.nanoseconds
      let amount = DrawnValue(billionths: max(sum, drawn.least?.nanoseconds ?? sum))
      for pointer in drawn.places {
        guard let here = own.node(at: pointer).flatMap(MeasuredPlace.init),
          let value = amount.value(for: here)
        else {
          throw MeasurementProblem(
            "\(own.file): \(whose) comes to \(amount.billionths / 1_000_000) thousandths, which "
              + "cannot stand at \(quoted("/" + pointer.steps.joined(separator: "/")))")
        }
        changes.append(MeasuredBinding.Change(place: pointer, value: value))
      }
    }
    let file = own.with(changes)
    guard file.isValid else {
      throw MeasurementProblem(
        "\(own.file): with what was drawn for sample \(place + 1) of \(quoted(group.label)), it is "
          + "wrong:\n" + file.report.text())
    }
    return file
  }
}

/// Why samples cannot be held against a scenario, in words.
package struct MeasurementProblem: Error, Equatable, Sendable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

// MARK: - Running

extension GroupTrial {
  /// Runs `seeds` seeds, each with what was drawn for one sample after the other, and compares.
  ///
  /// Samples outnumber seeds only where every sample has to be met: each is run once at least.
  package func comparison(
    seeds: Int, jobs: Int, progress: (@Sendable (Int) -> Void)? = nil
  ) async -> GroupComparison {
    let count = max(seeds, group.samples.count)
    let readings = self.readings
    let rows = await Parallel.map(count: count, jobs: jobs, progress: progress) { run in
      values(of: readings, run: run)
    }
    let events = SampleEvents(of: group, shared: binding.shared)
    var comparisons: [MetricComparison] = []
    for (column, reading) in readings.enumerated() {
      let runs = rows.enumerated().map { run, row in
        (sample: run % group.samples.count, value: row[column])
      }
      let predictions = Predictions(
        runs: runs, isGivenDrawn: isGivenDrawn, spread: reading.spread)
      if let comparison = MetricComparison(reading.metric, of: group, events, predictions) {
        comparisons.append(comparison)
      }
    }
    let bound = Set(readings.map(\.metric.name))
    return GroupComparison(
      label: group.label, scenario: scenarioFile, samples: group.samples.count,
      events: events.count, runs: count, metrics: comparisons,
      unread: group.metrics.map(\.name).filter { !bound.contains($0) },
      departs: binding.departs)
  }

  /// A metric of the file and what of an outcome it is.
  private struct Reading: Sendable {
    let metric: SampleMetric
    let reading: Expectation
    let spread: Int64
  }

  /// The metrics that the scenario says how to read, in the order of the file.
  private var readings: [Reading] {
    group.metrics.compactMap { metric in
      guard let bound = binding.metrics.first(where: { $0.name == metric.name }) else {
        return nil
      }
      var reading = bound.reading
      reading.metric = bound.metric ?? metric.metric
      return Reading(metric: metric, reading: reading, spread: bound.spread)
    }
  }

  private func values(of readings: [Reading], run: Int) -> [Int64?] {
    let sample = run % group.samples.count
    let scenario = trials[isGivenDrawn ? sample : 0].scenario(
      seed: firstSeed &+ UInt64(run))
    var rehearsal = Rehearsal(scenario)
    rehearsal.judgedSteps = steps(of: readings, in: scenario)
    rehearsal.judgesEarly = readings.contains { $0.reading.early }
    let outcome = rehearsal.run()
    return readings.map { outcome.measured($0.reading) }
  }

  /// The steps whose rollback points are asked for; nil for all, where a state of authority is named.
  private func steps(of readings: [Reading], in scenario: Scenario) -> [StepID]? {
    var steps: [StepID] = []
    for reading in readings where !["forward", "FWD"].contains(reading.reading.point) {
      guard let row = scenario.plan.steps.firstIndex(where: { $0.name == reading.reading.point })
      else { return nil }
      steps.append(StepID(row))
    }
    return steps
  }
}
