import Exploration

/// One metric of a group of samples, measured against predicted.
package struct MetricComparison: Equatable, Sendable {
  package let metric: SampleMetric
  /// How many samples have it, and from how many events they come.
  package let samples: Int
  package let events: Int
  package let measured: Percentiles
  /// Nil if no run came to a number.
  package private(set) var predicted: Percentiles?
  /// By how much a count may be off before it says anything: what cannot be told apart by measuring,
  /// and what the host adds.
  package let tolerance: Int64
  /// Samples whose count lies in the predicted interval, in hundredths of the events.
  package private(set) var insideHundredths: Int64 = 0
  /// How many events chance lets lie inside.
  package private(set) var insideBand = 0...0
  /// By how much the predicted median is off, in hundredths of the measured one; nil for one of 0.
  package private(set) var medianError: Int64?
  /// How far a sample is from the prediction that was given what was drawn for it, in the median of
  /// samples; nil if no drawn value has a place in the scenario.
  package private(set) var missBySample: Int64?
  /// The samples that are not met, if all of them must be.
  package private(set) var missed: [Miss] = []
  package private(set) var verdict = Verdict.agrees

  /// A sample whose count is not the predicted one.
  package struct Miss: Equatable, Sendable {
    package let sample: Int
    package let measured: Int64
    package let predicted: Int64?
  }

  /// How measured and predicted stand to each other.
  package enum Verdict: Equatable, Sendable {
    case agrees
    /// The medians are further apart than they should be; so few samples can be.
    case agreesByChance
    /// Nothing speaks against it, and there are too few samples to speak for it.
    case tooFew
    case outside(Reason)

    package enum Reason: Equatable, Sendable {
      /// Samples that must be met are not.
      case samplesDiffer
      case median
      /// Too few samples lie in the predicted interval.
      case narrow
      /// Too many do: what was measured spreads less than predicted.
      case wide
      /// The runs never came to where this is counted.
      case neverReached
    }
  }

  /// Fewer independent samples than this say nothing about a distribution.
  package static let eventsMin = 8
  /// Of so many comparisons that are right, one is called wrong at each end.
  private static let rarity: UInt64 = 200
}

/// What the runs of a group came to, for one metric.
package struct Predictions: Sendable {
  /// By run: the sample whose drawn values it was given, and the number; nil if it never came there.
  package var runs: [(sample: Int, value: Int64?)]
  /// Whether drawn values have places in the scenario.
  package var isGivenDrawn: Bool
  /// What the host adds.
  package var spread: Int64

  package init(runs: [(sample: Int, value: Int64?)], isGivenDrawn: Bool, spread: Int64) {
    self.runs = runs
    self.isGivenDrawn = isGivenDrawn
    self.spread = spread
  }
}

extension MetricComparison {
  /// Compares the samples of a group that have a metric with what runs came to.
  package init?(
    _ metric: SampleMetric, of group: SampleGroup, _ events: SampleEvents,
    _ predictions: Predictions
  ) {
    let chosen = group.samples.indices.filter { group.samples[$0].got(metric.name) != nil }
    guard !chosen.isEmpty else { return nil }
    let values = chosen.compactMap { group.samples[$0].got(metric.name) }
    self.metric = metric
    samples = chosen.count
    self.events = Set(chosen.map { events.ofSample[$0] }).count
    measured = Percentiles(values)
    let resolution: Int64 = metric.isTime ? 250 : 2
    tolerance =
      (metric.isExact ? metric.slack : max(metric.slack, resolution)) + predictions.spread
    let isChosen = Set(chosen)
    let predicted = predictions.runs.filter { isChosen.contains($0.sample) }.compactMap(\.value)
    guard !predicted.isEmpty else {
      verdict = .outside(.neverReached)
      return
    }
    let spread = Percentiles(predicted)
    self.predicted = spread
    medianError =
      measured.median == 0
      ? nil : (spread.median - measured.median) * 100 / measured.median
    if predictions.isGivenDrawn { missBySample = miss(group, chosen, predictions) }
    if metric.isExact {
      compareSamples(group, chosen, predictions)
    } else {
      compareSpreads(group, chosen, events, predicted, spread)
    }
  }

  private func miss(
    _ group: SampleGroup, _ chosen: [Int], _ predictions: Predictions
  ) -> Int64? {
    let misses: [Int64] = chosen.compactMap { sample in
      let own = predictions.runs.filter { $0.sample == sample }.compactMap(\.value)
      guard !own.isEmpty, let got = group.samples[sample].got(metric.name) else { return nil }
      return abs(got - Percentiles(own).median)
    }
    return misses.isEmpty ? nil : Percentiles(misses).median
  }

  /// Each sample against the run that was given what was drawn for it.
  private mutating func compareSamples(
    _ group: SampleGroup, _ chosen: [Int], _ predictions: Predictions
  ) {
    for sample in chosen {
      guard let got = group.samples[sample].got(metric.name),
        let run = predictions.runs.first(where: { $0.sample == sample })
      else { continue }
      let isMet = run.value.map { abs($0 - got) <= tolerance } ?? false
      if !isMet { missed.append(Miss(sample: sample, measured: got, predicted: run.value)) }
    }
    insideHundredths = Int64(chosen.count - missed.count) * 100
    insideBand = chosen.count...chosen.count
    verdict = missed.isEmpty ? .agrees : .outside(.samplesDiffer)
  }

  /// All samples against all runs.
  private mutating func compareSpreads(
    _ group: SampleGroup, _ chosen: [Int], _ events: SampleEvents, _ predicted: [Int64],
    _ spread: Percentiles
  ) {
    func got(_ sample: Int) -> Int64 { group.samples[sample].got(metric.name) ?? 0 }
    let interval = (spread.p5 - tolerance)...(spread.p95 + tolerance)
    let inside = events.weight(of: { interval.contains(got($0)) }, among: chosen)
    insideHundredths = inside.holding * 100 / SampleEvents.scale
    let holding = predicted.count { interval.contains($0) }
    let low = Binomial(trials: inside.events, probability: 9, outOf: 10)
    let high = Binomial(
      trials: inside.events, probability: UInt64(holding), outOf: UInt64(predicted.count))
    let least = low.least(rarity: Self.rarity)
    insideBand = least...max(least, high.most(rarity: Self.rarity))
    let isNear = abs(spread.median - measured.median) <= tolerance || isWithinTenth(spread)
    // Shares of events are whole only where an event is a sample.
    let (floor, ceiling) = (inside.holding / SampleEvents.scale, roundedUp(inside.holding))
    if ceiling < Int64(insideBand.lowerBound) {
      verdict = .outside(.narrow)
    } else if floor > Int64(insideBand.upperBound) {
      verdict = .outside(.wide)
    } else if !isNear, !chanceAllows(spread.median, got, chosen, events) {
      verdict = .outside(.median)
    } else if self.events < Self.eventsMin {
      verdict = .tooFew
    } else {
      verdict = isNear ? .agrees : .agreesByChance
    }
  }

  private func isWithinTenth(_ spread: Percentiles) -> Bool {
    abs(spread.median - measured.median) * 10 <= abs(measured.median)
  }

  /// Whether so many samples of a distribution with this median may lie on one side of it.
  private func chanceAllows(
    _ median: Int64, _ got: (Int) -> Int64, _ chosen: [Int], _ events: SampleEvents
  ) -> Bool {
    let below = events.weight(of: { got($0) < median - tolerance }, among: chosen)
    let upTo = events.weight(of: { got($0) <= median + tolerance }, among: chosen)
    let half = Binomial(trials: below.events, probability: 1, outOf: 2)
    return roundedUp(upTo.holding) >= Int64(half.least(rarity: Self.rarity))
      && below.holding / SampleEvents.scale <= Int64(half.most(rarity: Self.rarity))
  }

  private func roundedUp(_ holding: Int64) -> Int64 {
    // What a division has cut off is no event.
    (holding + SampleEvents.scale - 1 - Int64(events)) / SampleEvents.scale
  }
}
