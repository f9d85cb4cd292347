import Documents
import SimKernel

// When things are: steps in order, and nothing that waits for what comes later.

extension ScenarioChecks {
  mutating func checkMoments() {
    // The earliest that the step at hand can begin, by what is fixed.
    var earliest: TimeAmount? = .zero
    var begins: [TimeAmount?] = []
    for (row, step) in outline.steps.enumerated() {
      var least: TimeAmount?
      if let at = step.value?["at"] {
        for moment in at.moments {
          let begin = begin(moment, of: row, at, after: earliest, begins)
          if let begin { least = least.map { min($0, begin) } ?? begin }
        }
      }
      earliest = [earliest, least].compactMap { $0 }.max()
      begins.append(earliest)
    }
  }

  /// When a step begins by one of its moments; reports a moment that cannot be.
  private mutating func begin(
    _ moment: ScenarioTime, of row: Int, _ value: PartialValue, after earliest: TimeAmount?,
    _ begins: [TimeAmount?]
  ) -> TimeAmount? {
    switch moment {
    case .sinceStart(let time):
      if let earliest, time < earliest, row > 0 {
        report(
          "the plan would go backwards: the step before begins at \(clock(earliest)) at the "
            + "earliest, and this is \(clock(time))",
          hint: "steps run in the order of the file", at: value)
      }
      return time
    case .relative(let name, let offset):
      guard let step = outline.stepNames[name] else { return nil }
      if step >= row {
        report(
          step == row
            ? "a step cannot wait for itself" : "\(quoted(name)) comes later in the plan",
          hint: "name a step before this one, or a time of the run", at: value)
        return nil
      }
      if offset < .zero {
        report(
          "the plan would go backwards: \(quoted(name)) has begun by then",
          hint: "leave \"at\" out to begin as soon as the step before is done", at: value)
        return nil
      }
      return begins[step].map { $0 + offset }
    }
  }

  /// A time of the run as the file would say it.
  func clock(_ time: TimeAmount) -> String {
    var parts = ""
    var rest = time.nanoseconds
    for (suffix, size) in TimeAmount.units where rest >= size {
      parts += "\(rest / size)\(suffix)"
      rest %= size
    }
    return parts.isEmpty ? "0s" : parts
  }

  // MARK: How long it takes

  /// A run has an end, and within the years that the model can count.
  mutating func checkLength() {
    guard let plan = outline.root["plan"] else { return }
    checkLongMoments()
    var parts: [LongPart] = []
    for key in ["observe", "drainLimit", "holdback"] {
      if let value = plan[key] { parts.append(LongPart(value.durations.upperBound, value)) }
    }
    for step in outline.steps { parts += lengths(of: step) }
    // Of times of the run only the last counts: those before it are within.
    let last = outline.steps.compactMap { latest($0.value?["at"]) }.max { $0.time < $1.time }
    let sum = ([last].compactMap { $0 } + parts).reduce(TimeAmount.zero) { sum, part in
      // Neither exceeds half of what 64 bits hold.
      min(sum + min(part.time, Self.tooLong), Self.tooLong)
    }
    let longest = (parts + [last].compactMap { $0 }).max { $0.time < $1.time }
    guard sum > Self.runMax, let longest else { return }
    report(
      "the plan may take \(sum.nanoseconds / 86_400_000_000_000) days; a run has 366",
      hint: "the longest part is \(clock(longest.time)) at \(longest.value.path)", at: plan)
  }

  /// A part of the plan, and how long it may take.
  private struct LongPart {
    let time: TimeAmount
    let value: PartialValue

    init(_ time: TimeAmount, _ value: PartialValue) {
      self.time = time
      self.value = value
    }
  }

  private static var tooLong: TimeAmount { TimeAmount(nanoseconds: Int64.max / 2) }

  private func latest(_ value: PartialValue?) -> LongPart? {
    guard let value else { return nil }
    let times = value.moments.compactMap {
      if case .sinceStart(let time) = $0 { time } else { nil }
    }
    return times.max().map { LongPart($0, value) }
  }

  private func lengths(of step: StepOutline) -> [LongPart] {
    var parts: [LongPart] = []
    for moment in step.value?["at"]?.moments ?? [] {
      guard case .relative(_, let offset) = moment, let at = step.value?["at"] else { continue }
      parts.append(LongPart(max(.zero, offset), at))
    }
    if let timeout = step.gate?["timeout"] {
      parts.append(LongPart(timeout.durations.upperBound, timeout))
    }
    for case let action? in step.actions {
      if action.kind == "wait", let wait = action.object {
        parts.append(LongPart(wait.durations.upperBound, wait))
      }
      if action.kind.hasPrefix("move-"), let every = action.value["every"] {
        let count = Int64(waves(of: action))
        let (product, overflows) = every.durations.upperBound.nanoseconds
          .multipliedReportingOverflow(by: count)
        parts.append(LongPart(TimeAmount(nanoseconds: overflows ? .max : product), every))
      }
    }
    return parts
  }

  /// How many things an action moves one after the other.
  private func waves(of action: ActionOutline) -> Int {
    let instances = action.producers?.map {
      Int(clamping: outline.producers[$0].instances?.upperBound ?? 1)
    }
    return instances.map { $0.reduce(0, +) } ?? action.groups?.count ?? 1
  }

  /// Moments outside the plan.
  private mutating func checkLongMoments() {
    var moments = (outline.root["faults"]?.elements ?? []).map { $0?["at"] }
    for producer in outline.producers {
      moments += [producer.value?["starts"], producer.value?["stops"]]
      moments += (producer.value?["bursts"]?.elements ?? []).map { $0?["at"] }
    }
    for case let value? in moments {
      for moment in value.moments {
        let time =
          switch moment {
          case .sinceStart(let time): time
          case .relative(_, let offset): offset
          }
        guard time > Self.runMax else { continue }
        report("\(clock(time)) is after the end of any run, which has 366 days", at: value)
      }
    }
  }
}
