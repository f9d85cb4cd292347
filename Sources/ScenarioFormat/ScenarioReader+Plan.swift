import Documents
import MigrationModel
import SimKernel

// The plan: steps, and what they wait for.

extension ScenarioReader {
  mutating func readPlan() {
    let value = root.value("plan")
    var plan = PlanSpec()
    plan.steps = value.elements("steps").map(step)
    plan.observe = duration("observe", of: value)
    plan.drainLimit = duration("drainLimit", of: value)
    plan.holdback = duration("holdback", of: value)
    plan.sampleEvery = value["sampleEvery"]?.duration
    plan.claimsReversibleUntil = value["claimsReversibleUntil"].map {
      StepID(row($0.text, steps))
    }
    scenario.plan = plan
  }

  private func step(_ value: CheckedValue) -> StepSpec {
    var spec = StepSpec(name: value.text("name"))
    spec.at = value["at"].map(moment)
    spec.gate = value["gate"].map(gate)
    spec.actions = (value["do"]?.elements ?? []).map(action)
    spec.rollback = value["rollback"]?.elements.map(action)
    spec.authority = value["authority"].map { word($0) }
    spec.owner = value["owner"]?.text
    spec.evidence = value["evidence"]?.text
    return spec
  }

  private func gate(_ value: CheckedValue) -> GateSpec {
    guard let metric = GateSpec.Metric(rawValue: value.variant) else {
      fatalError("Internal error: no gate looks at \(value.variant)")
    }
    let max = value.value("max")
    // An age is a duration in the file, and milliseconds in the model.
    var spec = GateSpec(
      metric, max: metric == .positionAge ? duration(max).milliseconds : count(max))
    switch metric {
    case .mirrorLag: spec.link = value["link"].map(link)
    case .groupLag, .positionAge, .positionGap: spec.group = value["group"].map(group)
    case .underReplicated: break
    }
    spec.dwell = duration("for", of: value)
    spec.timeout = duration("timeout", of: value)
    spec.otherwise = word(value.value("otherwise"))
    spec.every = duration("every", of: value)
    return spec
  }
}
